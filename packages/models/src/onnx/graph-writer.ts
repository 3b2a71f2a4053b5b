import {
  FLOAT,
  INT_ATTRIBUTE,
  INT64,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxPort,
  type OnnxWeights,
  STRING_ATTRIBUTE,
  writeGraph,
} from './graph-file.js';

/** Puts a graph together, node by node in the order in which they run. Tensors are known by their names. */
export interface GraphWriter {
  /** A constant; returns its name. */
  floats(name: string, dims: readonly number[], values: Float32Array): string;
  /** A constant list; returns its name. */
  integers(name: string, ...values: number[]): string;
  /** A node. Attributes are integers or strings. */
  add(
    opType: string,
    input: readonly string[],
    output: readonly string[],
    attributes?: Readonly<Record<string, number | string>>,
  ): void;
  /** Rows times a matrix, and a bias. */
  dense(input: string, output: string, matrix: Matrix, bias: Float32Array): void;
  /** The ONNX file. */
  write(input: readonly OnnxPort[], output: readonly OnnxPort[]): Uint8Array;
}

/** Row after row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

export function createGraphWriter(name: string): GraphWriter {
  const node: OnnxNode[] = [];
  const initializer: OnnxWeights[] = [];

  const writer: GraphWriter = {
    floats(constant, dims, values) {
      initializer.push({ name: constant, dims, dataType: FLOAT, rawData: bytesOf(values) });
      return constant;
    },
    integers(constant, ...values) {
      const rawData = bytesOf(BigInt64Array.from(values, BigInt));
      initializer.push({ name: constant, dims: [values.length], dataType: INT64, rawData });
      return constant;
    },
    add(opType, input, output, attributes = {}) {
      node.push({ opType, input, output, attribute: Object.entries(attributes).map(attributeOf) });
    },
    dense(input, output, { rows, columns, values }, bias) {
      const matrix = writer.floats(`${output}.weight`, [rows, columns], values);
      writer.add('Gemm', [input, matrix, writer.floats(`${output}.bias`, [bias.length], bias)], [output]);
    },
    write: (input, output) => writeGraph({ name, node, initializer, input, output }),
  };
  return writer;
}

/** What goes in or comes out. A dimension that is not known yet has a name. */
export function port(name: string, elemType: number, ...dims: (number | string)[]): OnnxPort {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

function attributeOf([name, value]: [string, number | string]): OnnxAttribute {
  return typeof value === 'number'
    ? { name, type: INT_ATTRIBUTE, i: value }
    : { name, type: STRING_ATTRIBUTE, s: new TextEncoder().encode(value) };
}

function bytesOf(values: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
