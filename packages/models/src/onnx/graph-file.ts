import protobuf from 'protobufjs';

/** A graph of an ONNX file, as far as it is needed to read weights and to write a graph of our own. */
export interface OnnxGraph {
  readonly name?: string;
  readonly node: readonly OnnxNode[];
  readonly initializer?: readonly OnnxWeights[];
  readonly input?: readonly OnnxPort[];
  readonly output?: readonly OnnxPort[];
}

export interface OnnxNode {
  readonly opType: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly OnnxAttribute[];
}

export interface OnnxAttribute {
  readonly name: string;
  /** `INT`, `STRING`, `TENSOR` or `GRAPH`; tells which of the values is there. */
  readonly type: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: OnnxWeights;
  readonly g?: OnnxGraph;
}

export interface OnnxWeights {
  readonly name?: string;
  readonly dims?: readonly number[];
  /** `FLOAT` or `INT64` of the constants below. */
  readonly dataType: number;
  /** Little-endian. */
  readonly rawData: Uint8Array;
}

export interface OnnxPort {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly { readonly dimValue?: number; readonly dimParam?: string }[] };
    };
  };
}

/** Of `TensorProto.DataType`. */
export const FLOAT = 1;
export const INT64 = 7;
/** Of `AttributeProto.AttributeType`. */
export const INT_ATTRIBUTE = 2;
export const STRING_ATTRIBUTE = 3;

/** What `spox` and PyTorch write today; onnxruntime reads older and newer ones. */
const IR_VERSION = 8;
const OPSET_VERSION = 16;

/** The part of `onnx.proto` (Apache-2.0, github.com/onnx/onnx) that the types above name; other fields are skipped. */
const { root } = protobuf.parse(`syntax = "proto3";
  message Model { int64 ir_version = 1; Graph graph = 7; repeated Opset opset_import = 8; }
  message Opset { string domain = 1; int64 version = 2; }
  message Graph { repeated Node node = 1; string name = 2; repeated Weights initializer = 5; repeated Port input = 11; repeated Port output = 12; }
  message Node { repeated string input = 1; repeated string output = 2; string op_type = 4; repeated Attribute attribute = 5; }
  message Attribute { string name = 1; int64 i = 3; bytes s = 4; Weights t = 5; Graph g = 6; int32 type = 20; }
  message Weights { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message Port { string name = 1; Type type = 2; }
  message Type { TensorType tensor_type = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Shape { repeated Dimension dim = 1; }
  message Dimension { int64 dim_value = 1; string dim_param = 2; }
`);
const model = root.lookupType('Model');

/** Throws when the bytes are no ONNX file. */
export function readGraph(file: Uint8Array): OnnxGraph {
  const { graph } = model.toObject(model.decode(file), { longs: Number, arrays: true }) as {
    graph?: OnnxGraph;
  };
  if (graph === undefined) throw new Error('the file holds no graph');
  return graph;
}

export function writeGraph(graph: OnnxGraph): Uint8Array {
  const opsetImport = [{ domain: '', version: OPSET_VERSION }];
  return model.encode(model.fromObject({ irVersion: IR_VERSION, opsetImport, graph })).finish();
}
