import { VAD_WINDOW_SAMPLES } from '@parley/protocol';
import { sileroGraph } from '../vad/silero-graph.js';
import { floatOutput, loadOnnxModel } from './session.js';

/** Samples before the window that the model sees too (Silero VAD v5 and v6, at 16 kHz). */
const CONTEXT_SAMPLES = 64;
const INPUT_SAMPLES = CONTEXT_SAMPLES + VAD_WINDOW_SAMPLES;
/** The recurrent state: two vectors of this length. */
const STATE_SIZE = 128;
const RATE_HZ = 16_000n;

/** What the model remembers of one stream of audio. */
export interface SileroStream {
  /** Forgets what was heard: a long stretch without speech makes the model slow to believe in the next. */
  reset(): void;
  /** @internal */
  readonly context: Float32Array;
  /** @internal Both vectors, one after the other. */
  readonly state: Float32Array;
}

/**
 * Silero VAD v6 (MIT): the probability of speech in a 32 ms window of 16 kHz audio. One copy of the weights serves
 * any number of streams. Blocks the thread while it runs, so it belongs into a lane.
 */
export interface SileroVad {
  createStream(): SileroStream;
  /**
   * Judges one window (512 samples, ±1) of each stream in a single run; no stream may be there twice. The answer
   * has one probability a stream. Calls must not overlap.
   */
  run(streams: readonly SileroStream[], windows: readonly Float32Array[]): Promise<Float32Array>;
  close(): Promise<void>;
}

export async function createSileroVad(options: { readonly modelPath: string }): Promise<SileroVad> {
  const { runtime, session } = await loadOnnxModel(options.modelPath, sileroGraph);
  const rate = new runtime.Tensor('int64', BigInt64Array.of(RATE_HZ), []);
  /** Reused between runs, by batch size; the runtime copies nothing and keeps nothing. */
  const batches = new Map<number, ReturnType<typeof createBatch>>();

  function createBatch(size: number) {
    const input = new Float32Array(size * INPUT_SAMPLES);
    const state = new Float32Array(2 * size * STATE_SIZE);
    const feeds = {
      input: new runtime.Tensor('float32', input, [size, INPUT_SAMPLES]),
      state: new runtime.Tensor('float32', state, [2, size, STATE_SIZE]),
      sr: rate,
    };
    return { input, state, feeds };
  }

  function batchOf(size: number) {
    const known = batches.get(size);
    if (known !== undefined) return known;
    const batch = createBatch(size);
    batches.set(size, batch);
    return batch;
  }

  let closing: Promise<void> | undefined;
  return {
    createStream: () => {
      const context = new Float32Array(CONTEXT_SAMPLES);
      const state = new Float32Array(2 * STATE_SIZE);
      return {
        context,
        state,
        reset: () => {
          context.fill(0);
          state.fill(0);
        },
      };
    },
    run: async (streams, windows) => {
      const size = streams.length;
      const { input, state, feeds } = batchOf(size);
      for (const [row, stream] of streams.entries()) {
        const at = row * INPUT_SAMPLES;
        input.set(stream.context, at);
        input.set((windows[row] as Float32Array).subarray(0, VAD_WINDOW_SAMPLES), at + CONTEXT_SAMPLES);
        stream.context.set(input.subarray(at + INPUT_SAMPLES - CONTEXT_SAMPLES, at + INPUT_SAMPLES));
        state.set(stream.state.subarray(0, STATE_SIZE), row * STATE_SIZE);
        state.set(stream.state.subarray(STATE_SIZE), (size + row) * STATE_SIZE);
      }
      const outputs = await session.run(feeds);
      const next = floatOutput(outputs, 'stateN');
      for (const [row, stream] of streams.entries()) {
        stream.state.set(next.subarray(row * STATE_SIZE, (row + 1) * STATE_SIZE));
        stream.state.set(next.subarray((size + row) * STATE_SIZE, (size + row + 1) * STATE_SIZE), STATE_SIZE);
      }
      return floatOutput(outputs, 'output');
    },
    close: () => {
      closing ??= session.release();
      return closing;
    },
  };
}
