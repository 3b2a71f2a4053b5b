import { loadOnnxModel } from './session.js';
import { createWhisperFeatures, MEL_BANDS } from './whisper-features.js';

/** The model hears the last 8 s. */
const WINDOW_SAMPLES = 8 * 16_000;

/**
 * Smart Turn v3 (BSD-2): the probability that a person has finished speaking, from how it sounds. Blocks the thread
 * for some 30 to 60 ms, so it belongs into a lane of its own.
 */
export interface SmartTurn {
  /**
   * One prediction runs after the other, in the order of the calls.
   * @param samples the person's turn so far, 16 kHz, ±1; what lies before its last 8 s is not heard.
   */
  predict(samples: Float32Array): Promise<number>;
  close(): Promise<void>;
}

export async function createSmartTurn(options: { readonly modelPath: string }): Promise<SmartTurn> {
  const { runtime, session } = await loadOnnxModel(options.modelPath);
  const inputName = session.inputNames[0] ?? '';
  const outputName = session.outputNames[0] ?? '';
  const features = createWhisperFeatures(WINDOW_SAMPLES);
  let closing: Promise<void> | undefined;
  async function predictNow(samples: Float32Array): Promise<number> {
    const input = new runtime.Tensor('float32', features.extract(samples), [1, MEL_BANDS, features.frames]);
    const outputs = await session.run({ [inputName]: input });
    return Number(outputs[outputName]?.data[0]);
  }
  /** The features are one array for all, and `session.run` reads it later than it is called. */
  let last: Promise<unknown> = Promise.resolve();

  return {
    predict: (samples) => {
      const prediction = last.then(() => predictNow(samples));
      last = prediction.catch(() => undefined);
      return prediction;
    },
    close: () => {
      closing ??= session.release();
      return closing;
    },
  };
}
