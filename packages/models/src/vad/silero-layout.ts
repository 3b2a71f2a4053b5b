import type { Matrix } from '../onnx/graph-writer.js';
import type { SileroWeights, Weights } from './silero-weights.js';

/** The weights of the net as matrices that rows are multiplied with. */

/** `count` rows from `first` on, as columns. */
export function columnsOf({ dims, values }: Weights, first: number, count: number): Matrix {
  const length = values.length / (dims[0] ?? 1);
  return matrix(length, count, (row, column) => values[(first + column) * length + row]);
}

/** A convolution whose input has its taps one after the other: [taps × in, out]. */
export function tapsInRows({ dims, values }: Weights): Matrix {
  const [outputs = 0, inputs = 0, taps = 0] = dims;
  return matrix(taps * inputs, outputs, (row, output) => {
    const [tap, input] = [Math.floor(row / inputs), row % inputs];
    return values[(output * inputs + input) * taps + tap];
  });
}

/** A convolution of three taps over all of `places`, padded by one on each side, as one matrix: [places × in, places out × out]. */
export function acrossPlaces({ dims, values }: Weights, places: number, stride: number): Matrix {
  const [outputs = 0, inputs = 0, taps = 0] = dims;
  const placesOut = Math.ceil(places / stride);
  return matrix(places * inputs, placesOut * outputs, (row, column) => {
    const [place, input] = [Math.floor(row / inputs), row % inputs];
    const [placeOut, output] = [Math.floor(column / outputs), column % outputs];
    const tap = place - placeOut * stride + 1;
    return tap < 0 || tap >= taps ? 0 : values[(output * inputs + input) * taps + tap];
  });
}

/** The order of the gates that lets three of them go through one sigmoid: input, forget, output, then the cell's. */
const GATE_ORDER = [0, 1, 3, 2];

/** All gates of the cell at once, from its input and its state in one row. */
export function gatesOf(weights: SileroWeights): { readonly matrix: Matrix; readonly bias: Float32Array } {
  const { inputWeight, stateWeight, inputBias, stateBias } = weights;
  const gates = inputBias.values.length;
  const size = gates / GATE_ORDER.length;
  const from = (column: number) => (GATE_ORDER[Math.floor(column / size)] ?? 0) * size + (column % size);
  return {
    matrix: matrix(2 * size, gates, (row, column) =>
      row < size
        ? inputWeight.values[from(column) * size + row]
        : stateWeight.values[from(column) * size + row - size],
    ),
    bias: Float32Array.from(
      inputBias.values,
      (_, column) => (inputBias.values[from(column)] ?? 0) + (stateBias.values[from(column)] ?? 0),
    ),
  };
}

/** The bias of one place, for all of them. */
export function repeated(values: Float32Array, times: number): Float32Array {
  return Float32Array.from({ length: values.length * times }, (_, at) => values[at % values.length] ?? 0);
}

function matrix(
  rows: number,
  columns: number,
  at: (row: number, column: number) => number | undefined,
): Matrix {
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) values[row * columns + column] = at(row, column) ?? 0;
  return { rows, columns, values };
}
