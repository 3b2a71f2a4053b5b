import { createAsrEngine } from '@parley/engines';
import { createSileroVad, createSmartTurn } from '@parley/models';
import { VAD_WINDOW_MS } from '@parley/protocol';
import { type Bench, type Figure, figure } from '../bench.js';
import { type Clip, loadClips } from '../clips.js';
import { ensureModel, modelFile } from '../model-file.js';
import { endDelayMs, mean, type Outcome, outcomeOf, share } from '../turn-ends/end-delay.js';
import { CUT_OFF_PRICES_MS, leaveOneVoiceOut } from '../turn-ends/leave-one-out.js';
import { type PauseCase, pauseCases } from '../turn-ends/pause-cases.js';

const RECOGNISER = 'moonshine-base-en';
const CURVE = [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98];
const TIMEOUTS_MS = [200, 300, 400, 500, 600, 700, 800, 1000, 1200, 1500];
const TARGET = 'cut-offs ≤ 10 %, or ≥ 35 % less delay than a timeout with as many';

/** The session's rule for ends of turns beside a plain silence timeout: who is cut off, and how long the others wait. */
export const endOfTurn: Bench = {
  name: 'end-of-turn',
  async run({ quick, progress }) {
    const vad = await createSileroVad({ modelPath: await modelFile('silero-vad-v6', 'silero_vad.onnx') });
    const turn = await createSmartTurn({ modelPath: await modelFile('smart-turn-v3', 'smart_turn.onnx') });
    const installed = await ensureModel(RECOGNISER);
    const asr = await (await createAsrEngine(installed.family)).loadModel(installed);
    const timesMs: number[] = [];
    const models = { vad, turn, asr, onPrediction: (ms: number) => void timesMs.push(ms) };
    try {
      const clips = await loadClips(isTurn);
      const cases: PauseCase[] = [];
      for (const clip of quick ? clips.filter(({ samples }) => samples.length < 12 * 16_000) : clips) {
        cases.push(...(await pauseCases(clip, models)));
        progress(`${clip.name}: ${cases.length} silences`);
      }
      return [...figuresOf(cases), figure('prediction', 'ms', timesMs)];
    } finally {
      await turn.close();
      await asr.close();
      await vad.close();
    }
  },
};

/** English of one person, or of two on the telephone, of whom each waits for the other. */
function isTurn({ language, endOfTurn, tags, kind }: Clip): boolean {
  return language === 'en' && endOfTurn !== null && kind !== 'interruption' && !tags.includes('meeting');
}

function figuresOf(cases: readonly PauseCase[]): Figure[] {
  const inside = cases.filter(({ kind }) => kind === 'inside');
  const between = cases.filter(({ kind }) => kind === 'between');
  const cut = cases.filter(({ kind }) => kind === 'cut');
  const timeout = (ms: number): number => share(inside, (pause) => pause.ms >= ms);
  const equalMs = (cutOffs: number): number => {
    // In windows, as the session counts silence.
    let ms = VAD_WINDOW_MS;
    while (ms < 5000 && timeout(ms) > cutOffs) ms += VAD_WINDOW_MS;
    return ms;
  };
  const saved = ({ cutOffs, delaysMs }: Outcome): number => 100 * (1 - mean(delaysMs) / equalMs(cutOffs));
  const chosen = outcomeOf(cases, (pause) => endDelayMs(pause));
  const unseen = CUT_OFF_PRICES_MS.map((price) => leaveOneVoiceOut(cases, price));
  const met = (): boolean => inside.length > 0 && (chosen.cutOffs <= 0.1 || saved(chosen) >= 35);
  const curve = CURVE.map((threshold) => ({
    threshold,
    ...outcomeOf(cases, (pause) => endDelayMs(pause, { threshold })),
  }));
  return [
    figure(
      'cut-offs',
      '%',
      [100 * chosen.cutOffs],
      { text: TARGET, met },
      `of ${inside.length} pauses of 200 ms and more inside sentences`,
    ),
    figure(
      'delay',
      'ms',
      chosen.delaysMs,
      undefined,
      `silence before the answer may sound, mean ${mean(chosen.delaysMs).toFixed(0)} ms; a plain timeout with as many cut-offs waits ${equalMs(chosen.cutOffs)} ms`,
    ),
    figure(
      'delay-saved',
      '%',
      [saved(chosen)],
      { text: TARGET, met },
      'less delay than a plain timeout at equal cut-offs',
    ),
    figure(
      'unseen-cut-offs',
      '%',
      unseen.map(({ cutOffs }) => 100 * cutOffs),
      undefined,
      `each voice judged by coefficients that were set on the others, for cut-offs worth ${CUT_OFF_PRICES_MS.join(', ')} ms of delay; mean delays ${unseen.map(({ delaysMs }) => mean(delaysMs).toFixed(0)).join(', ')} ms`,
    ),
    figure('unseen-delay-saved', '%', unseen.map(saved), {
      text: 'p50 ≥ 35 %',
      met: ({ p50 }) => p50 >= 35,
    }),
    figure(
      'between-sentences',
      '%',
      [100 * share(between, (pause) => endDelayMs(pause) <= pause.ms)],
      undefined,
      `answered in ${between.length} pauses after a finished sentence, where the person goes on with another: no ear can tell`,
    ),
    figure(
      'cut-sentence-wait',
      'ms',
      cut.map((pause) => endDelayMs(pause)),
      undefined,
      `silence before the answer to ${cut.length} sentences that the recording cuts off`,
    ),
    ...curve.flatMap(({ threshold, cutOffs, delaysMs }) => [
      figure(`model-${threshold}-cut-offs`, '%', [100 * cutOffs]),
      figure(`model-${threshold}-mean-delay`, 'ms', [mean(delaysMs)]),
    ]),
    ...TIMEOUTS_MS.map((ms) => figure(`timeout-${ms}-cut-offs`, '%', [100 * timeout(ms)])),
  ];
}
