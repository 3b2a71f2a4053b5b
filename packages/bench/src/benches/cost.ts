import { type Bench, type Figure, figure } from '../bench.js';
import { speechOfAll } from '../clips.js';
import { runSpeakingLoad } from '../load/speaking-load.js';
import { threadFigures } from '../load/thread-figures.js';
import { startServer } from '../server-process.js';

const COUNTS = [1, 10, 50, 100, 200];
/** Sessions beyond the first ten may cost this much of what those cost. */
const FLAT = 1.5;

/** CPU and memory of the orchestrator for one session, quiet and speaking, with few sessions and with many. */
export const cost: Bench = {
  name: 'cost',
  async run({ quick, progress }) {
    const clip = await speechOfAll();
    const silence = new Int16Array(320);
    const figures: Figure[] = [];
    const cpu = new Map<string, number>();
    for (const mode of ['idle', 'speaking'] as const) {
      for (const count of quick ? [10, 50] : COUNTS) {
        const server = await startServer({ speakers: 1000 });
        try {
          const load = await runSpeakingLoad({
            ...server,
            sessions: count,
            seconds: quick ? 3 : 20,
            clip: mode === 'speaking' ? clip : silence,
            speaking: mode === 'speaking',
          });
          const cpuMs = (load.cores * 1000) / count;
          const rssKib = Math.max(0, load.after.rssKib - load.before.rssKib) / count;
          cpu.set(`${mode}-${count}`, cpuMs);
          figures.push(
            figure(
              `${mode}-cpu-${count}`,
              'ms/session-second',
              [cpuMs],
              undefined,
              `frames missing: ${load.missing}; sessions that starve cost less`,
            ),
          );
          figures.push(
            figure(`${mode}-rss-${count}`, 'KiB/session', [rssKib]),
            ...threadFigures(`${mode}-${count}`, load, count),
          );
          progress(
            `${mode}, ${count} sessions: ${cpuMs.toFixed(2)} ms of CPU a second, ${rssKib.toFixed(0)} KiB each`,
          );
        } finally {
          await server.close();
        }
      }
    }
    const growth = (['idle', 'speaking'] as const).map((mode) => {
      const many = cpu.get(`${mode}-${quick ? 50 : COUNTS.at(-1)}`) ?? 0;
      return many / Math.max(cpu.get(`${mode}-10`) ?? 0, 0.01);
    });
    return [
      figure(
        'growth',
        'ratio',
        growth,
        { text: `≤ ${FLAT}`, met: ({ max }) => max <= FLAT },
        'CPU of a session among the most, by CPU of a session among ten; idle sends silence, speaking sends and gets speech; workers and clients not counted',
      ),
      ...figures,
    ];
  },
};
