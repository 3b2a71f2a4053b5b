import { DEFAULT_TURN_POLICY } from '@parley/session';
import { type Bench, type Figure, figure } from '../bench.js';
import { createCaller } from '../caller.js';
import { type Clip, isSingleWord, loadClips } from '../clips.js';
import { quiet } from '../interruption-trial.js';
import { takeTurn } from '../person-turn.js';
import { startServer } from '../server-process.js';
import { percentileOf } from '../statistics.js';

/** The longest silence that a turn may end with, and what may come on top. */
const LONGEST_MS = DEFAULT_TURN_POLICY.maxSilenceMs + 150;

/** Last speech sample of the person → first agent sample heard, with the default models and the rules responder. */
export const turnLatency: Bench = {
  name: 'turn-latency',
  async run({ quick, progress }) {
    const clips = await loadClips(isQuestion);
    const server = await startServer();
    const caller = await createCaller({ url: server.url, echoCancellation: true });
    const totals: number[] = [];
    const stages = new Map<string, number[]>();
    let unanswered = 0;
    let cutOff = 0;
    try {
      for (let round = 0; round < (quick ? 1 : 4); round += 1) {
        for (const clip of clips.slice(0, quick ? 8 : clips.length)) {
          await quiet(caller);
          const turn = await takeTurn(caller, clip.samples);
          if (turn === undefined) {
            unanswered += 1;
            progress(`${clip.name}: no answer`);
            continue;
          }
          if (turn.totalMs < 0) {
            // Answered in a pause of the person, who then went on: a wrong end of turn, and no latency.
            cutOff += 1;
            progress(`${clip.name}: cut off`);
            continue;
          }
          totals.push(turn.totalMs);
          const stagesMs: Record<string, number> = { ...turn.stagesMs };
          // What the server cannot see: both ways on the wire, the uplink's packets and the jitter buffer.
          stagesMs.transport = turn.totalMs - Object.values(turn.stagesMs).reduce((sum, ms) => sum + ms, 0);
          for (const [stage, ms] of Object.entries(stagesMs))
            stages.set(stage, [...(stages.get(stage) ?? []), ms]);
          progress(`${clip.name}: ${turn.totalMs.toFixed(0)} ms ${JSON.stringify(stagesMs)}`);
        }
      }
    } finally {
      await caller.close();
      await server.close();
    }
    const p90 = percentileOf(totals, 0.9);
    const figures: Figure[] = [
      figure(
        'total',
        'ms',
        totals,
        {
          text: `p50 < 400, p90 < 800, p95 ≤ ${LONGEST_MS} ms`,
          met: ({ p50, p95 }) => p50 < 400 && p90 < 800 && p95 <= LONGEST_MS && unanswered === 0,
        },
        `p90 ${p90} ms; not answered: ${unanswered}, answered in a pause: ${cutOff}`,
      ),
    ];
    for (const [stage, samples] of stages) figures.push(figure(stage, 'ms', samples));
    return figures;
  },
};

/** A finished English turn of everyday length. */
export function isQuestion(clip: Clip): boolean {
  return (
    clip.endOfTurn === 'complete' &&
    clip.language === 'en' &&
    clip.samples.length < 16_000 * 8 &&
    !isSingleWord(clip)
  );
}
