import { createSileroVad, createSmartTurn, type SileroVad, type SmartTurn } from '@parley/models';
import { type Bench, type Figure, figure } from '../bench.js';
import { type Clip, loadClips } from '../clips.js';
import { modelFile } from '../model-file.js';
import { findPauses } from '../pauses.js';
import { lastSpeechSample } from '../speech-onset.js';

/** As the orchestrator is set by default. */
const ASK_AFTER_MS = 200;
const CEILING_MS = 1500;
const THRESHOLD = 0.5;
const CURVE = [0.1, 0.3, 0.5, 0.7, 0.9];

interface Ending {
  readonly name: string;
  /** What the model makes of the audio up to 200 ms after the last speech. */
  readonly probability: number;
}

/** A place where the person goes on after so much silence: answering there cuts them off. */
interface Going extends Ending {
  readonly pauseMs: number;
}

/** Smart Turn beside a plain silence timeout: who is cut off, and how long the others wait. */
export const endOfTurn: Bench = {
  name: 'end-of-turn',
  async run({ quick, progress }) {
    const vad = await createSileroVad({ modelPath: await modelFile('silero-vad-v6', 'silero_vad.onnx') });
    const turn = await createSmartTurn({ modelPath: await modelFile('smart-turn-v3', 'smart_turn.onnx') });
    try {
      const speech = await loadClips((clip) => clip.language === 'en' && clip.kind !== 'non-speech');
      const timesMs: number[] = [];
      const ask = timed(turn, timesMs);
      const finished: Ending[] = [];
      for (const clip of speech
        .filter((one) => one.endOfTurn === 'complete')
        .slice(0, quick ? 15 : undefined))
        finished.push({
          name: clip.name,
          probability: await ask(clip.samples, lastSpeechSample(clip.samples, 16_000)),
        });
      const going = await pausesOf(speech.slice(0, quick ? 20 : undefined), vad, ask);
      const cut: Ending[] = [];
      for (const clip of speech.filter((one) => one.endOfTurn === 'incomplete'))
        cut.push({
          name: clip.name,
          probability: await ask(clip.samples, lastSpeechSample(clip.samples, 16_000)),
        });
      progress(
        `${finished.length} finished turns, ${going.length} pauses of 200 ms and more, ${cut.length} cut sentences`,
      );
      return [...verdict(finished, going, cut), figure('prediction', 'ms', timesMs)];
    } finally {
      await turn.close();
      await vad.close();
    }
  },
};

type Ask = (samples: Int16Array, speechEnd: number) => Promise<number>;

function timed(turn: SmartTurn, timesMs: number[]): Ask {
  return async (samples, speechEnd) => {
    const heard = Float32Array.from(samples.subarray(0, speechEnd), (value) => value / 32_768);
    // A recording that ends with its last word lacks the silence that the person would have kept.
    const withSilence = new Float32Array(heard.length + ASK_AFTER_MS * 16);
    withSilence.set(heard);
    for (let at = speechEnd; at < Math.min(samples.length, withSilence.length); at += 1)
      withSilence[at] = (samples[at] ?? 0) / 32_768;
    const startMs = performance.now();
    const probability = await turn.predict(withSilence.slice(-8 * 16_000));
    timesMs.push(performance.now() - startMs);
    return probability;
  };
}

async function pausesOf(clips: readonly Clip[], vad: SileroVad, ask: Ask): Promise<Going[]> {
  const going: Going[] = [];
  for (const clip of clips) {
    // Of several people, each pause may be an end.
    if (/^(ami|dialogue|fd-)/.test(clip.name)) continue;
    for (const pause of await findPauses(vad, clip.samples, ASK_AFTER_MS)) {
      const probability = await ask(clip.samples, pause.startSample);
      going.push({
        name: `${clip.name} at ${Math.round(pause.startSample / 16)} ms`,
        probability,
        pauseMs: pause.ms,
      });
    }
  }
  return going;
}

function verdict(finished: readonly Ending[], going: readonly Going[], cut: readonly Ending[]): Figure[] {
  const model = (threshold: number) => ({
    cutOffs: share(going, ({ probability, pauseMs }) => probability >= threshold || pauseMs >= CEILING_MS),
    delayMs: finished.map(({ probability }) => (probability >= threshold ? ASK_AFTER_MS : CEILING_MS)),
  });
  const timeout = (ms: number): number => share(going, ({ pauseMs }) => pauseMs >= ms);
  const chosen = model(THRESHOLD);
  const meanMs = mean(chosen.delayMs);
  let equalMs = ASK_AFTER_MS;
  while (equalMs < 5000 && timeout(equalMs) > chosen.cutOffs) equalMs += 10;
  const saved = 100 * (1 - meanMs / equalMs);
  const text = 'cut-offs ≤ 10 %, or ≥ 35 % less delay than a timeout with as many';
  const met = chosen.cutOffs <= 0.1 || saved >= 35;
  return [
    figure(
      'cut-offs',
      '%',
      [100 * chosen.cutOffs],
      { text, met: () => met },
      `of ${going.length} pauses of 200 ms and more inside turns, in recordings; sentence ends of readers among them`,
    ),
    figure(
      'delay',
      'ms',
      chosen.delayMs,
      undefined,
      `silence before the answer may sound, mean ${meanMs.toFixed(0)} ms; a plain timeout with as many cut-offs waits ${equalMs} ms`,
    ),
    figure(
      'delay-saved',
      '%',
      [saved],
      { text, met: () => met },
      'less delay than a plain timeout at equal cut-offs',
    ),
    figure(
      'complete-right',
      '%',
      [100 * share(finished, ({ probability }) => probability >= THRESHOLD)],
      undefined,
      `${finished.length} finished turns`,
    ),
    figure(
      'incomplete-right',
      '%',
      [100 * share(cut, ({ probability }) => probability < THRESHOLD)],
      undefined,
      `${cut.length} sentences cut in the middle`,
    ),
    ...CURVE.flatMap((threshold) => {
      const { cutOffs, delayMs } = model(threshold);
      return [
        figure(`model-${threshold}-cut-offs`, '%', [100 * cutOffs]),
        figure(`model-${threshold}-mean-delay`, 'ms', [mean(delayMs)]),
      ];
    }),
    ...[200, 300, 500, 700, 1000, 1500].map((ms) =>
      figure(`timeout-${ms}-cut-offs`, '%', [100 * timeout(ms)]),
    ),
  ];
}

function share<T>(all: readonly T[], test: (one: T) => boolean): number {
  return all.length === 0 ? 0 : all.filter(test).length / all.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
