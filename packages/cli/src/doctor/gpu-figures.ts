import { type AsrModel, createAsrEngine, createTtsEngine, type TtsVoice } from '@parley/engines';
import type { ExecutionProvider, InstalledModel } from '@parley/models';
import { LISTENING_RATE_HZ } from '@parley/protocol';
import { type CommandContext, note, print } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { openModelStore } from '../models/open-store.js';

/** Families whose nets onnxruntime runs here. */
const FAMILIES: readonly string[] = ['hibari', 'kokoro', 'moonshine'];
const SHORT = 'Hello, how can I help you today?';
const LONG =
  `${SHORT} I can look things up, write them down, and remind you of them when the time has come. `.repeat(4);
const ROUNDS = 5;
/** What is heard by a recogniser: its length counts, not its words. */
const HEARD_SECONDS = 8;

/** Of one run, or the medians of several. */
interface Figures {
  readonly first_ms: number;
  /** The time of the whole by the length of its sound. */
  readonly real_time_factor: number;
}

/**
 * Every model that is here, on the CPU and through CUDA: a line of JSON each, on standard output. Fails when one of them
 * does not run where it was asked to, or when there is none.
 */
export async function measureGpu(context: CommandContext): Promise<void> {
  const store = await openModelStore(context);
  const models = (await store.list()).filter(
    ({ model, state }) => state === 'installed' && FAMILIES.includes(model.family),
  );
  if (models.length === 0) {
    note(context, `nothing to measure: no model of ${FAMILIES.join(', ')} is here`);
    context.exitCode = EXIT_CODES.failed;
  }
  for (const { model } of models) {
    const installed = await store.resolve(model.id);
    for (const wished of ['cpu', 'cuda'] as const) {
      const { provider, fallback, figures } = await measure(installed, wished);
      if (figures !== undefined) {
        print(context, JSON.stringify({ model: model.id, provider, ...figures }));
      } else {
        note(context, `${model.id} does not run on ${wished}: ${fallback}`);
        context.exitCode = EXIT_CODES.failed;
      }
    }
  }
}

/** Without figures when the model does not run on what was asked for. */
async function measure(model: InstalledModel, executionProvider: ExecutionProvider) {
  const load = { ...model, executionProvider };
  const engine =
    model.task === 'tts'
      ? await createTtsEngine(model.family).loadVoice(load)
      : await createAsrEngine(model.family).loadModel(load);
  const { provider = 'cpu', fallback } = engine.inference ?? {};
  try {
    if (provider !== executionProvider) return { provider, fallback };
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
    return { provider, figures };
  } finally {
    await engine.close();
  }
}

async function speak(voice: TtsVoice): Promise<Figures> {
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
async function listen(recogniser: AsrModel): Promise<Figures> {
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
