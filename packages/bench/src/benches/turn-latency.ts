import { type Bench, type Figure, figure } from '../bench.js';
import { createCaller } from '../caller.js';
import { loadClips } from '../clips.js';
import { quiet } from '../interruption-trial.js';
import { startServer } from '../server-process.js';
import { lastSpeechSample } from '../speech-onset.js';

/** Last speech sample of the person → first agent sample heard, with the default models and the rules responder. */
export const turnLatency: Bench = {
  name: 'turn-latency',
  async run({ quick, progress }) {
    const clips = await loadClips(
      (clip) =>
        clip.endOfTurn === 'complete' &&
        clip.language === 'en' &&
        clip.samples.length < 16_000 * 8 &&
        !clip.name.startsWith('spell'),
    );
    const server = await startServer();
    const caller = await createCaller({ url: server.url, echoCancellation: true });
    const totals: number[] = [];
    const stages = new Map<string, number[]>();
    try {
      const rounds = quick ? 1 : 4;
      for (let round = 0; round < rounds; round += 1) {
        for (const clip of clips.slice(0, quick ? 8 : clips.length)) {
          await quiet(caller);
          const stats = caller.next('turn', undefined, 15_000).catch(() => undefined);
          const heardFrom = caller.heard.length;
          const spokenAtMs = await caller.say(clip.samples, lastSpeechSample(clip.samples, 16_000) - 1);
          const turn = await stats;
          if (turn === undefined) {
            progress(`${clip.name}: no answer`);
            continue;
          }
          const deadline = performance.now() + 3000;
          while (caller.heard.length === heardFrom && performance.now() < deadline)
            await new Promise((resolve) => setTimeout(resolve, 5));
          const first = caller.heard[heardFrom];
          if (first === undefined) continue;
          totals.push(first.atMs - spokenAtMs);
          for (const [stage, ms] of Object.entries(turn.spansMs)) {
            if (stage !== 'total') stages.set(stage, [...(stages.get(stage) ?? []), ms]);
          }
          progress(
            `${clip.name}: ${(first.atMs - spokenAtMs).toFixed(0)} ms ${JSON.stringify(turn.spansMs)}`,
          );
        }
      }
    } finally {
      await caller.close();
      await server.close();
    }
    const figures: Figure[] = [
      figure('total', 'ms', totals, {
        text: 'p50 < 400, p90 < 800 ms',
        met: ({ p50, p95 }) => p50 < 400 && p95 < 800,
      }),
    ];
    for (const [stage, samples] of stages) figures.push(figure(stage, 'ms', samples));
    return figures;
  },
};
