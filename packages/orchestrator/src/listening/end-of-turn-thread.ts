import { workerData } from 'node:worker_threads';
import { createSmartTurn, type SmartTurn, serveLane } from '@parley/models';

/** The thread that runs the end-of-turn model, one prediction at a time. */
const { modelPath } = workerData as { readonly modelPath: string };
let loading: Promise<SmartTurn> | undefined;
const load = () => {
  loading ??= createSmartTurn({ modelPath });
  return loading;
};

serveLane(
  {
    /** Loads the model and runs it once, so that the first person does not pay for it. */
    load: async () => {
      await (await load()).predict(new Float32Array(16_000));
    },
    predict: async (samples: Float32Array) => (await load()).predict(samples),
  },
  {
    onStop: async () => {
      await (await loading)?.close();
    },
  },
);
