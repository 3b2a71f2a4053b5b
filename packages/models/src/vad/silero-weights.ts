import { FLOAT, type OnnxGraph, readGraph } from '../onnx/graph-file.js';

/** A matrix or a stack of matrices, row after row. */
export interface Weights {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** A convolution: [out, in, 3] and [out]. */
export interface Layer {
  readonly weight: Weights;
  readonly bias: Weights;
}

/** Silero VAD for 16 kHz. Names are those that PyTorch gave them. */
export interface SileroWeights {
  /** Windowed cosines, then sines: [258, 1, 256]. */
  readonly basis: Weights;
  /** Four convolutions over time, padded by one on each side; all but the first go on in steps of two. */
  readonly encoder: readonly [Layer, Layer, Layer, Layer];
  /** Gates in the order of PyTorch (input, forget, cell, output): [512, 128] and [512]. */
  readonly inputWeight: Weights;
  readonly stateWeight: Weights;
  readonly inputBias: Weights;
  readonly stateBias: Weights;
  /** [1, 128, 1] and [1]. */
  readonly decoderWeight: Weights;
  readonly decoderBias: Weights;
}

/** The weights within the file; undefined when it is not built as Silero VAD v6 is. */
export function readSileroWeights(file: Uint8Array): SileroWeights | undefined {
  const constants = constantsAt16k(readGraph(file));
  const find = (name: string, shape: string): Weights => {
    const found = constants.get(name);
    if (found?.dims.join() !== shape) throw new UnknownShape();
    return found;
  };
  const layer = (index: number, outputs: number, inputs: number): Layer => ({
    weight: find(`encoder.${index}.reparam_conv.weight`, `${outputs},${inputs},3`),
    bias: find(`encoder.${index}.reparam_conv.bias`, `${outputs}`),
  });
  try {
    return {
      basis: find('stft.forward_basis_buffer', '258,1,256'),
      encoder: [layer(0, 128, 129), layer(1, 64, 128), layer(2, 64, 64), layer(3, 128, 64)],
      inputWeight: find('decoder.rnn.weight_ih', '512,128'),
      stateWeight: find('decoder.rnn.weight_hh', '512,128'),
      inputBias: find('decoder.rnn.bias_ih', '512'),
      stateBias: find('decoder.rnn.bias_hh', '512'),
      decoderWeight: find('decoder.decoder.2.weight', '1,128,1'),
      decoderBias: find('decoder.decoder.2.bias', '1'),
    };
  } catch (thrown) {
    if (thrown instanceof UnknownShape) return undefined;
    throw thrown;
  }
}

class UnknownShape extends Error {}

/** The file holds two nets behind one `If`: the branch that is taken is the one for 16 kHz. */
function constantsAt16k(graph: OnnxGraph): Map<string, Weights> {
  const choice = graph.node.find(({ opType }) => opType === 'If');
  const branch = choice?.attribute?.find(({ name }) => name === 'then_branch')?.g;
  const constants = new Map<string, Weights>();
  for (const { opType, output, attribute } of branch?.node ?? []) {
    const tensor = attribute?.[0]?.t;
    if (opType !== 'Constant' || tensor?.dataType !== FLOAT) continue;
    // The exporter put the path of its inlining before the name.
    const name = (output?.[0] ?? '').replace(/^.*__/, '');
    // A copy: the bytes need not lie where floats may.
    const values = new Float32Array(Uint8Array.from(tensor.rawData).buffer);
    constants.set(name, { dims: tensor.dims ?? [], values });
  }
  return constants;
}
