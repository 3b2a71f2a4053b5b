import { createLane, type ModelStore } from '@parley/models';
import { LISTENING_RATE_HZ, ParleyError } from '@parley/protocol';
import type { Metrics } from '@parley/runtime';
import type { EndOfTurnPort } from '@parley/session';

export interface EndOfTurnServiceOptions {
  readonly models?: ModelStore | undefined;
  /** Of the catalogue. Default `smart-turn-v3`. */
  readonly modelId?: string | undefined;
  /** The model's file, instead of a store. */
  readonly modelPath?: string | undefined;
  /** Predictions that may wait for each other (some 50 ms each); more are refused. Default 16. */
  readonly maxWaiting?: number | undefined;
  readonly metrics?: Metrics | undefined;
}

/** Predicts ends of turns for all sessions, in a lane of its own. Owns the lane. */
export interface EndOfTurnService extends EndOfTurnPort {
  /**
   * Rejects with `ParleyError` LIMIT_EXCEEDED when too many wait, INTERNAL_ERROR when the lane is gone; turns then
   * end by silence alone.
   */
  predict(samples: Float32Array): Promise<number>;
  close(): Promise<void>;
}

const DEFAULT_MODEL = 'smart-turn-v3';
const MODEL_FILE = 'smart_turn.onnx';
const DEFAULT_MAX_WAITING = 16;
/** What the model hears. */
const HEARD_SAMPLES = 8 * LISTENING_RATE_HZ;

/** Loads the model. Rejects with `ParleyError` NOT_FOUND, with the command that installs it, when it is missing. */
export async function createEndOfTurnService(options: EndOfTurnServiceOptions): Promise<EndOfTurnService> {
  const { maxWaiting = DEFAULT_MAX_WAITING } = options;
  const lane = createLane({
    entry: new URL('./end-of-turn-thread.js', import.meta.url),
    name: 'parley-end-of-turn',
    workerData: { modelPath: await modelPathOf(options) },
  });
  try {
    await lane.call('load', undefined).result;
  } catch (thrown) {
    await lane.close();
    throw ParleyError.from(thrown);
  }
  const seconds = options.metrics?.histogram({
    name: 'parley_end_of_turn_seconds',
    help: 'Time of an end-of-turn prediction, waiting included.',
  });
  let waiting = 0;

  return {
    predict: async (samples) => {
      if (waiting >= maxWaiting) {
        throw new ParleyError('LIMIT_EXCEEDED', `more than ${maxWaiting} end-of-turn predictions wait`);
      }
      waiting++;
      const observe = seconds?.startTimer();
      try {
        const heard = samples.slice(Math.max(0, samples.length - HEARD_SAMPLES));
        return await lane.call<number>('predict', heard, { transfer: [heard.buffer] }).result;
      } finally {
        waiting--;
        observe?.();
      }
    },
    close: () => lane.close(),
  };
}

async function modelPathOf({
  modelPath,
  models,
  modelId = DEFAULT_MODEL,
}: EndOfTurnServiceOptions): Promise<string> {
  if (modelPath !== undefined) return modelPath;
  if (models === undefined) throw new ParleyError('NOT_FOUND', 'no model store and no model path are given');
  const { directory } = await models.resolve(modelId);
  if (directory === undefined) throw new ParleyError('NOT_FOUND', `the model ${modelId} has no files`);
  return `${directory}/${MODEL_FILE}`;
}
