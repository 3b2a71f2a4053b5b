import { FLOAT, INT64 } from '../onnx/graph-file.js';
import { createGraphWriter, type GraphWriter, port } from '../onnx/graph-writer.js';
import { acrossPlaces, columnsOf, gatesOf, repeated, tapsInRows } from './silero-layout.js';
import { readSileroWeights, type SileroWeights } from './silero-weights.js';

/** Frames of the short-time Fourier transform in a window, their length, the distance of two, and their spectra. */
const FRAMES = 4;
const FRAME = 256;
const HOP = 128;
const BINS = 129;
const STATE = 128;

/**
 * Silero VAD v6 for 16 kHz with the weights of the file, its inputs and its outputs, computed otherwise: each
 * convolution is one product of matrices over all windows of a run. Those of the file go through all weights once a
 * window, and its control flow weighs much in so small a net: 17 instead of 52 µs a window in sixteens, 80 instead
 * of 150 alone (measured), the same probabilities to 2e-6. Undefined when the file is built in another way.
 */
export function sileroGraph(file: Uint8Array): Uint8Array | undefined {
  const weights = readSileroWeights(file);
  if (weights === undefined) return undefined;
  const graph = createGraphWriter('silero-vad-16k');
  writeSpectra(graph, weights);
  writeEncoder(graph, weights);
  writeCell(graph, weights);
  return graph.write(
    // `sr` is there for those who call, and not read.
    [
      port('input', FLOAT, 'streams', HOP / 2 + FRAMES * HOP),
      port('state', FLOAT, 2, 'streams', STATE),
      port('sr', INT64),
    ],
    [port('output', FLOAT, 'streams', 1), port('stateN', FLOAT, 2, 'streams', STATE)],
  );
}

/** `input` → `magnitudes`: the window, mirrored by half a hop at its end, in frames that overlap by half, one a row. */
function writeSpectra(graph: GraphWriter, { basis }: SileroWeights): void {
  graph.add('Pad', ['input', graph.integers('mirrored', 0, 0, 0, HOP / 2)], ['padded'], { mode: 'reflect' });
  graph.add('Reshape', ['padded', graph.integers('by hop', -1, FRAMES + 1, HOP)], ['hops']);
  graph.add('Concat', shifted(graph, 'hops', FRAME / HOP), ['overlapping'], { axis: 2 });
  graph.add('Reshape', ['overlapping', graph.integers('by frame', -1, FRAME)], ['frames']);
  for (const [part, first] of [
    ['real', 0],
    ['imaginary', BINS],
  ] as const) {
    const wave = columnsOf(basis, first, BINS);
    graph.add(
      'MatMul',
      ['frames', graph.floats(`${part}.weight`, [wave.rows, wave.columns], wave.values)],
      [part],
    );
    graph.add('Mul', [part, part], [`${part} power`]);
  }
  graph.add('Add', ['real power', 'imaginary power'], ['power']);
  graph.add('Sqrt', ['power'], ['magnitudes']);
}

/** `magnitudes` → `encoded`. */
function writeEncoder(graph: GraphWriter, { encoder: [first, ...others] }: SileroWeights): void {
  graph.add('Reshape', ['magnitudes', graph.integers('by window', -1, FRAMES, BINS)], ['spectra']);
  graph.add('Pad', ['spectra', graph.integers('edges', 0, 1, 0, 0, 1, 0)], ['with edges']);
  graph.add('Concat', shifted(graph, 'with edges', 3), ['neighbours'], { axis: 2 });
  graph.add('Reshape', ['neighbours', graph.integers('by neighbours', -1, 3 * BINS)], ['in threes']);
  graph.dense('in threes', 'layer 0', tapsInRows(first.weight), first.bias.values);
  graph.add('Relu', ['layer 0'], ['active 0']);
  // From here on all places of a window are in one row: with four, two and one of them few of the products are zero.
  graph.add('Reshape', ['active 0', graph.integers('by places', -1, FRAMES * STATE)], ['places 0']);
  let places = FRAMES;
  for (const [index, { weight, bias }] of others.entries()) {
    const wide = acrossPlaces(weight, places, 2);
    places = Math.ceil(places / 2);
    graph.dense(`places ${index}`, `layer ${index + 1}`, wide, repeated(bias.values, places));
    graph.add(
      'Relu',
      [`layer ${index + 1}`],
      [index === others.length - 1 ? 'encoded' : `places ${index + 1}`],
    );
  }
}

/** `encoded` and `state` → `output` and `stateN`: a recurrent cell, all its gates in one product. */
function writeCell(graph: GraphWriter, weights: SileroWeights): void {
  const byStream = graph.integers('by stream', -1, STATE);
  graph.add('Split', ['state'], ['hidden 3d', 'cell 3d'], { axis: 0 });
  graph.add('Reshape', ['hidden 3d', byStream], ['hidden']);
  graph.add('Reshape', ['cell 3d', byStream], ['cell']);
  graph.add('Concat', ['encoded', 'hidden'], ['seen and known'], { axis: 1 });
  const { matrix, bias } = gatesOf(weights);
  graph.dense('seen and known', 'gates', matrix, bias);
  const parts = graph.integers('three and one', 3 * STATE, STATE);
  graph.add('Split', ['gates', parts], ['gates raw', 'proposal raw'], { axis: 1 });
  graph.add('Sigmoid', ['gates raw'], ['gates open']);
  graph.add('Tanh', ['proposal raw'], ['proposal']);
  graph.add('Split', ['gates open'], ['take', 'keep', 'show'], { axis: 1 });
  graph.add('Mul', ['keep', 'cell'], ['kept']);
  graph.add('Mul', ['take', 'proposal'], ['taken']);
  graph.add('Add', ['kept', 'taken'], ['next cell']);
  graph.add('Tanh', ['next cell'], ['bounded']);
  graph.add('Mul', ['show', 'bounded'], ['next hidden']);
  const firstAxis = graph.integers('first axis', 0);
  graph.add('Unsqueeze', ['next hidden', firstAxis], ['next hidden 3d']);
  graph.add('Unsqueeze', ['next cell', firstAxis], ['next cell 3d']);
  graph.add('Concat', ['next hidden 3d', 'next cell 3d'], ['stateN'], { axis: 0 });

  const decoder = { rows: STATE, columns: 1, values: weights.decoderWeight.values };
  graph.add('Relu', ['next hidden'], ['shown']);
  graph.dense('shown', 'logit', decoder, weights.decoderBias.values);
  graph.add('Sigmoid', ['logit'], ['output']);
}

/** The rows of each window from the first, the second, … on, `FRAMES` of each. */
function shifted(graph: GraphWriter, input: string, count: number): string[] {
  return Array.from({ length: count }, (_, shift) => {
    const bounds = (
      [
        ['from', shift],
        ['to', shift + FRAMES],
        ['axis', 1],
      ] as const
    ).map(([what, value]) => graph.integers(`${input} ${shift} ${what}`, value));
    graph.add('Slice', [input, ...bounds], [`${input} ${shift}`]);
    return `${input} ${shift}`;
  });
}
