import { channelCredentials, loadTtsProto } from '@parley/runtime/grpc';
import { freePort } from '@parley/testkit';
import { type Bench, figure } from '../bench.js';
import { startParley } from '../parley-process.js';

const VOICE = 'hibari-en-us';

/** A worker that speaks with one voice loads and warms up another. */
export const swap: Bench = {
  name: 'swap',
  async run({ quick }) {
    const port = await freePort();
    const worker = startParley(['worker', 'tts', '--default-model', 'tone-440', '--port', String(port)], {
      METRICS_ENABLED: 'false',
      LOG_LEVEL: 'error',
      MIN_RESIDENCY_MS: '0',
    });
    const { TTSService } = loadTtsProto().tts;
    const client = new TTSService(`127.0.0.1:${port}`, channelCredentials());
    const load = (): Promise<void> =>
      new Promise((resolve, reject) => {
        client.LoadModel({ model_id: VOICE }, (error, reply) => {
          if (error !== null || reply?.success !== true) reject(error ?? new Error(reply?.message));
          else resolve();
        });
      });
    const unload = (): Promise<void> =>
      new Promise((resolve, reject) => {
        client.UnloadModel({ model_id: VOICE }, (error, reply) => {
          if (error !== null || reply?.success !== true) reject(error ?? new Error(reply?.message));
          else resolve();
        });
      });
    const samples: number[] = [];
    try {
      await worker.until(() => Promise.resolve(worker.output().includes('is ready at')));
      for (let run = 0; run < (quick ? 4 : 20); run += 1) {
        const startMs = performance.now();
        await load();
        samples.push(performance.now() - startMs);
        await unload();
      }
    } finally {
      client.close();
      await worker.close();
    }
    return [
      figure(
        'load',
        'ms',
        samples,
        { text: 'p95 < 5000 ms', met: ({ p95 }) => p95 < 5000 },
        `LoadModel of ${VOICE}, warm-up included, in a worker that serves another voice; files in the page cache`,
      ),
    ];
  },
};
