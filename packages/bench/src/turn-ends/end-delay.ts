import { VAD_WINDOW_MS } from '@parley/protocol';
import { DEFAULT_TURN_POLICY, Endpointer, TURN_SILENCE, type TurnSilence } from '@parley/session';
import type { PauseCase } from './pause-cases.js';

/** From asking the end-of-turn model to its answer, and from asking the recogniser to its words. */
const ANSWER_MS = 50;
const WORDS_MS = 120;

/** The silence in ms after which the session ends the turn, if the person says nothing more. */
export function endDelayMs(
  pause: PauseCase,
  {
    threshold = DEFAULT_TURN_POLICY.endOfTurnThreshold,
    coefficients = TURN_SILENCE,
  }: {
    readonly threshold?: number;
    readonly coefficients?: TurnSilence;
  } = {},
): number {
  const policy = { ...DEFAULT_TURN_POLICY, endOfTurnThreshold: threshold };
  const endpointer = new Endpointer(() => policy, { model: true, words: true }, coefficients);
  let waiting = [...pause.answers];
  let words = [...pause.words];
  for (let ms = VAD_WINDOW_MS; ; ms += VAD_WINDOW_MS) {
    const due = waiting.filter(({ askedAtMs }) => askedAtMs + ANSWER_MS <= ms);
    waiting = waiting.filter((answer) => !due.includes(answer));
    for (const { probability } of due) if (endpointer.verdict(probability, ms)) return ms;
    const heard = words.filter(({ askedAtMs }) => askedAtMs + WORDS_MS <= ms);
    words = words.filter((answer) => !heard.includes(answer));
    for (const { odds } of heard) if (endpointer.words(odds, ms)) return ms;
    if (endpointer.silence(ms).includes('commit')) return ms;
  }
}

export interface Outcome {
  /** Share of the pauses at which the agent would have spoken. */
  readonly cutOffs: number;
  /** Silence before the answer, for each end of a turn. */
  readonly delaysMs: readonly number[];
}

/** Who is cut off, and how long the others wait. */
export function outcomeOf(cases: readonly PauseCase[], delayMs: (pause: PauseCase) => number): Outcome {
  const inside = cases.filter(({ kind }) => kind === 'inside');
  return {
    cutOffs: share(inside, (pause) => delayMs(pause) <= pause.ms),
    delaysMs: cases.filter(({ kind }) => kind === 'end').map(delayMs),
  };
}

export function share<T>(all: readonly T[], test: (one: T) => boolean): number {
  return all.length === 0 ? 0 : all.filter(test).length / all.length;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
