import { createTtsEngine } from '@parley/engines';
import { createModelStore, loadCatalogue, modelsDirectory } from '@parley/models';
import { type Bench, type Figure, figure } from '../bench.js';
import { createCaller } from '../caller.js';
import { quiet } from '../interruption-trial.js';
import { startServer } from '../server-process.js';

const TEXTS = {
  short: 'Hello, how can I help you today?',
  medium:
    'The lighthouse keeper climbed the winding stairs every evening to light the great lamp, and wrote the weather in a heavy book.',
  long: Array.from(
    { length: 20 },
    (_, index) => `This is sentence number ${index + 1} of a rather long text that somebody wants to hear.`,
  ).join(' '),
};

/** Text accepted → first frame at the client, beside the bare engine's own first audio in the same run. */
export const firstAudio: Bench = {
  name: 'first-audio',
  async run({ quick, progress }) {
    const bare = await createBareVoice();
    const server = await startServer();
    const caller = await createCaller({ url: server.url });
    const figures: Figure[] = [];
    const totals: number[] = [];
    const ratios: number[] = [];
    const differences: number[] = [];
    try {
      for (const [length, text] of Object.entries(TEXTS)) {
        const samples: number[] = [];
        for (let run = 0; run < (quick ? 8 : 60); run += 1) {
          await quiet(caller);
          const bareMs = await bare(text);
          const sentAtMs = performance.now();
          const arrived = caller.next('audio');
          caller.client.sendText(text, { respond: false });
          const ms = (await arrived).atMs - sentAtMs;
          samples.push(ms);
          ratios.push(ms / bareMs);
          differences.push(ms - bareMs);
        }
        totals.push(...samples);
        figures.push(figure(length, 'ms', samples, undefined, `${text.length} characters`));
        progress(`${length}: ${samples.map((ms) => ms.toFixed(0)).join(' ')}`);
      }
    } finally {
      await caller.close();
      await server.close();
    }
    return [
      figure('total', 'ms', totals, { text: 'p95 < 60 ms', met: ({ p95 }) => p95 < 60 }),
      figure('over-engine', 'ratio', ratios, undefined, 'the same text in the bare engine, taken in turns'),
      figure('over-engine-ms', 'ms', differences, { text: 'p50 ≤ 10 ms', met: ({ p50 }) => p50 <= 10 }),
      ...figures,
    ];
  },
};

/** First audio of the default voice with nothing around it. */
async function createBareVoice(): Promise<(text: string) => Promise<number>> {
  const store = createModelStore({
    directory: modelsDirectory(process.env),
    catalogue: await loadCatalogue(),
  });
  const model = await store.resolve('hibari-en-us');
  const voice = await (await createTtsEngine(model.family)).loadVoice(model);
  return async (text) => {
    const startMs = performance.now();
    const controller = new AbortController();
    for await (const audio of voice.synthesize(text, {}, controller.signal)) {
      if (audio.samples.length === 0) continue;
      const ms = performance.now() - startMs;
      controller.abort();
      return ms;
    }
    throw new Error('the voice said nothing');
  };
}
