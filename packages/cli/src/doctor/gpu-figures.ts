import { createAsrEngine, createTtsEngine } from '@parley/engines';
import type { ExecutionProvider, InstalledModel } from '@parley/models';
import { LISTENING_RATE_HZ } from '@parley/protocol';
import { type CommandContext, note, print } from '../context.js';
import { openModelStore } from '../models/open-store.js';

/** Families whose nets onnxruntime runs here. */
const FAMILIES: readonly string[] = ['hibari', 'kokoro', 'moonshine'];
const SHORT = 'Hello, how can I help you today?';
const LONG =
  `${SHORT} I can look things up, write them down, and remind you of them when the time has come. `.repeat(4);
const ROUNDS = 5;
/** What is heard by a recogniser: its length counts, not its words. */
const HEARD_SECONDS = 8;

/** Median times of a model, in ms; the whole against the length of its sound. */
interface Figures {
  readonly first_ms: number;
  readonly real_time_factor: number;
}

/** Every model that is here, on the CPU and through CUDA: a line of JSON each, on standard output. */
export async function measureGpu(context: CommandContext): Promise<void> {
  const store = await openModelStore(context);
  for (const { model, state } of await store.list()) {
    if (state !== 'installed' || !FAMILIES.includes(model.family)) continue;
    const installed = await store.resolve(model.id);
    for (const wished of ['cpu', 'cuda'] as const) {
      const { provider, fallback, figures } = await measure(installed, wished);
      if (provider === wished) print(context, JSON.stringify({ model: model.id, provider, ...figures }));
      else note(context, `${model.id} does not run on ${wished}: ${fallback}`);
    }
  }
}

async function measure(model: InstalledModel, executionProvider: ExecutionProvider) {
  const load = { ...model, executionProvider };
  const engine =
    model.task === 'tts'
      ? await createTtsEngine(model.family).loadVoice(load)
      : await createAsrEngine(model.family).loadModel(load);
  try {
    const runs: Figures[] = [];
    // The first one warms the device up, and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      runs.push('synthesize' in engine ? await speak(engine) : await listen(engine));
    }
    const median = (figure: (run: Figures) => number): number =>
      Number(
        runs
          .slice(1)
          .map(figure)
          .sort((a, b) => a - b)
          [Math.floor(ROUNDS / 2)]?.toFixed(4),
      );
    const figures = {
      first_ms: median((run) => run.first_ms),
      real_time_factor: median((run) => run.real_time_factor),
    };
    const { provider = 'cpu', fallback } = engine.inference ?? {};
    return { provider, fallback, figures };
  } finally {
    await engine.close();
  }
}

type Voice = Awaited<ReturnType<ReturnType<typeof createTtsEngine>['loadVoice']>>;
type Recogniser = Awaited<ReturnType<ReturnType<typeof createAsrEngine>['loadModel']>>;

async function speak(voice: Voice): Promise<Figures> {
  const { signal } = new AbortController();
  let startMs = performance.now();
  let firstMs = Number.NaN;
  for await (const _ of voice.synthesize(SHORT, {}, signal)) {
    firstMs = performance.now() - startMs;
    break;
  }
  startMs = performance.now();
  let samples = 0;
  for await (const audio of voice.synthesize(LONG, {}, signal)) samples += audio.samples.length;
  const soundMs = (samples / voice.sampleRateHz) * 1000;
  return { first_ms: firstMs, real_time_factor: (performance.now() - startMs) / soundMs };
}

/** One pass over a second, and one over eight. */
async function listen(recogniser: Recogniser): Promise<Figures> {
  const passMs = async (seconds: number): Promise<number> => {
    const utterance = recogniser.openUtterance({});
    const length = LISTENING_RATE_HZ * seconds;
    utterance.push(
      Float32Array.from({ length }, (_, at) => 0.1 * Math.sin(at * 0.05) * Math.sin(at * 0.0004)),
    );
    const startMs = performance.now();
    await utterance.recognise(true);
    return performance.now() - startMs;
  };
  const firstMs = await passMs(1);
  return { first_ms: firstMs, real_time_factor: (await passMs(HEARD_SECONDS)) / (HEARD_SECONDS * 1000) };
}
