import { createInferenceSession, type ExecutionProvider, type Inference } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import { type InferenceSession, Tensor } from 'onnxruntime-node';

type Feeds = Record<string, Tensor>;

/** Log probabilities of the vocabulary at the positions of one step. */
export interface StepLogits {
  readonly positions: number;
  readonly vocabulary: number;
  /** `positions` rows of `vocabulary` values, before the softmax. */
  readonly values: Float32Array;
}

/** One run of Moonshine's encoder and merged decoder over one stretch of audio. */
export interface DecoderRun {
  /** Feeds tokens: the first call any number of them (uncached), later calls exactly one. */
  step(tokens: readonly number[]): Promise<StepLogits>;
  /** Forgets what was fed after the first `positions` tokens. */
  rewind(positions: number): void;
}

/** Moonshine's two graphs. Owns both sessions; `close` frees them. */
export interface MoonshineGraphs {
  readonly inference: Inference;
  begin(samples: Float32Array): Promise<DecoderRun>;
  close(): Promise<void>;
}

/** One thread each: a second one gains little, and lanes are the way to use more cores. */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 3,
};

/**
 * The embeddings are kept as floats (54 MB for the base model): otherwise onnxruntime unpacks all of them for every
 * token, which took 15 of a step's 35 ms.
 */
const DECODER_OPTIONS: InferenceSession.SessionOptions = {
  ...SESSION_OPTIONS,
  extra: { session: { disable_quant_qdq: '1' } },
};

export async function loadMoonshineGraphs(
  encoderPath: string,
  decoderPath: string,
  provider?: ExecutionProvider,
): Promise<MoonshineGraphs> {
  const encoding = await createInferenceSession(encoderPath, SESSION_OPTIONS, provider);
  const decoding = await createInferenceSession(decoderPath, DECODER_OPTIONS, provider);
  const [encoder, decoder] = [encoding.session, decoding.session];
  // A model with one graph on the CPU does not run on the GPU.
  const { inference } = encoding.inference.fallback === undefined ? decoding : encoding;
  const pastNames = decoder.inputNames.filter((name) => name.startsWith('past_key_values.'));
  const emptyPast = createEmptyPast(decoder, pastNames);
  const useCache = new Tensor('bool', Uint8Array.of(1), [1]);
  const useNoCache = new Tensor('bool', Uint8Array.of(0), [1]);

  const begin = async (samples: Float32Array): Promise<DecoderRun> => {
    const encoded = await encoder.run({ input_values: new Tensor('float32', samples, [1, samples.length]) });
    const hidden = required(encoded, 'last_hidden_state');
    let past: Feeds | undefined;
    const step = async (tokens: readonly number[]): Promise<StepLogits> => {
      const ids = new Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length]);
      const outputs = await decoder.run({
        ...(past ?? emptyPast),
        input_ids: ids,
        encoder_hidden_states: hidden,
        use_cache_branch: past === undefined ? useNoCache : useCache,
      });
      past = nextPast(pastNames, past, outputs);
      const logits = required(outputs, 'logits');
      return {
        positions: tokens.length,
        vocabulary: logits.dims[2] ?? 0,
        values: logits.data as Float32Array,
      };
    };
    const rewind = (positions: number): void => {
      if (past !== undefined) past = firstPositions(past, positions);
    };
    return { step, rewind };
  };

  const close = async (): Promise<void> => {
    await encoder.release();
    await decoder.release();
  };
  return { inference, begin, close };
}

/** The cached branch gives no keys of the encoder: those of the first step stay. */
function nextPast(pastNames: readonly string[], past: Feeds | undefined, outputs: Feeds): Feeds {
  const next: Feeds = {};
  for (const name of pastNames) {
    const kept = name.includes('.encoder.') ? past?.[name] : undefined;
    next[name] = kept ?? required(outputs, name.replace('past_key_values', 'present'));
  }
  return next;
}

/** The decoder's own keys and values at the first `positions`; those of the encoder have no positions of tokens. */
function firstPositions(past: Feeds, positions: number): Feeds {
  const shorter: Feeds = { ...past };
  for (const [name, tensor] of Object.entries(past)) {
    const [batch = 1, heads = 0, length = 0, size = 0] = tensor.dims;
    if (name.includes('.encoder.') || length <= positions) continue;
    const values = tensor.data as Float32Array;
    const kept = new Float32Array(heads * positions * size);
    for (let head = 0; head < heads; head++) {
      const from = head * length * size;
      kept.set(values.subarray(from, from + positions * size), head * positions * size);
    }
    shorter[name] = new Tensor('float32', kept, [batch, heads, positions, size]);
  }
  return shorter;
}

/** Zero positions of the past: [1, heads, 0, head size], heads and size as the graph has them. */
function createEmptyPast(decoder: InferenceSession, pastNames: readonly string[]): Feeds {
  const past: Feeds = {};
  for (const name of pastNames) {
    const metadata = decoder.inputMetadata.find((input) => input.name === name);
    const shape = metadata?.isTensor === true ? metadata.shape : [];
    const [, heads, , size] = shape;
    if (typeof heads !== 'number' || typeof size !== 'number') {
      throw new ParleyError(
        'INTERNAL_ERROR',
        `The decoder's input ${name} has no fixed shape: not a Moonshine model.`,
      );
    }
    past[name] = new Tensor('float32', new Float32Array(0), [1, heads, 0, size]);
  }
  return past;
}

function required(tensors: Feeds, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) {
    throw new ParleyError('INTERNAL_ERROR', `The graph has no output ${name}: not a Moonshine model.`);
  }
  return tensor;
}
