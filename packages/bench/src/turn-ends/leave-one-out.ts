import type { TurnSilence } from '@parley/session';
import { endDelayMs, mean, type Outcome, outcomeOf } from './end-delay.js';
import type { PauseCase } from './pause-cases.js';

/** What a cut-off is worth in mean delay: at the first, a share of 1 % weighs as much as 6 ms. */
export const CUT_OFF_PRICES_MS = [600, 1000, 1500, 2000];
/** A pause that is this much longer or shorter than the silence that ends a turn might as well be the other. */
const BLUR_MS = 80;

/** All coefficients that are tried. */
const GRID: readonly TurnSilence[] = [600, 650, 700, 750, 800, 850, 900, 950, 1000, 1050, 1100].flatMap(
  (undecidedMs) => [60, 80, 100, 120, 140].map((logOddsMs) => ({ undecidedMs, logOddsMs })),
);

/** The outcome when each voice is judged by coefficients that were set on the others. */
export function leaveOneVoiceOut(cases: readonly PauseCase[], cutOffPriceMs: number): Outcome {
  const delays = GRID.map(
    (coefficients) => new Map(cases.map((pause) => [pause, endDelayMs(pause, { coefficients })])),
  );
  const delayOf = new Map<PauseCase, number>();
  for (const voice of new Set(cases.map((pause) => pause.voice))) {
    const others = cases.filter((pause) => pause.voice !== voice);
    const cost = (table: Map<PauseCase, number>): number => {
      const delayMs = (pause: PauseCase): number => table.get(pause) ?? 0;
      const inside = others.filter(({ kind }) => kind === 'inside');
      const cutOffs = mean(inside.map((pause) => 1 / (1 + Math.exp((delayMs(pause) - pause.ms) / BLUR_MS))));
      return mean(outcomeOf(others, delayMs).delaysMs) + cutOffPriceMs * cutOffs;
    };
    const best = delays.map((table) => ({ table, cost: cost(table) })).sort((a, b) => a.cost - b.cost)[0];
    for (const pause of cases) if (pause.voice === voice) delayOf.set(pause, best?.table.get(pause) ?? 0);
  }
  return outcomeOf(cases, (pause) => delayOf.get(pause) ?? 0);
}
