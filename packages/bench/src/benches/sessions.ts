import { type Bench, type Figure, figure } from '../bench.js';
import { speechOfAll } from '../clips.js';
import { measureClientAlone } from '../load/null-server.js';
import { reserveCore } from '../load/own-core.js';
import { runSpeakingLoad } from '../load/speaking-load.js';
import { threadFigures } from '../load/thread-figures.js';
import { type ServerProcess, startServer } from '../server-process.js';
import { summarise } from '../statistics.js';
import { realConversations } from './real-conversations.js';

const STEPS = [50, 75, 100, 125, 150, 175, 200, 250, 300, 400];
const LIMIT_MS = 10;

/** How many sessions one core carries, and how many whole conversations the machine. */
export const sessions: Bench = {
  name: 'sessions',
  async run(context) {
    return [...(await perCore(context.quick, context.progress)), ...(await realConversations(context))];
  },
};

/** More and more sessions until frames come late; what the orchestrator used then is what they cost. */
async function perCore(quick: boolean, progress: (line: string) => void): Promise<Figure[]> {
  const clip = await speechOfAll();
  const figures: Figure[] = [];
  let carried = 0;
  let perUsedCore = 0;
  let note = 'the first step failed';
  const core = await reserveCore();
  let server: ServerProcess | undefined;
  try {
    server = await startServer({ speakers: 1000 });
    await core.give(server.pid);
    for (const count of quick ? [50, 100, 150] : STEPS) {
      const alone = summarise(await measureClientAlone(count, quick ? 2 : 5, core));
      const load = await runSpeakingLoad({
        ...server,
        sessions: count,
        seconds: quick ? 4 : 15,
        clip,
        speaking: true,
      });
      const { p99 } = summarise(
        load.deviationsMs.length > 0 ? load.deviationsMs : [Number.POSITIVE_INFINITY],
      );
      const cores = load.cores;
      const line = `${count} sessions: jitter p99 ${p99} ms (client alone ${alone.p99}), ${cores.toFixed(2)} cores, ${load.missing} frames missing`;
      progress(line);
      if (load.deviationsMs.length > 0)
        figures.push(figure(`jitter-at-${count}`, 'ms', load.deviationsMs, undefined, line));
      figures.push(
        figure(`cores-at-${count}`, 'cores', [cores]),
        ...threadFigures(`at-${count}`, load, count),
      );
      if (p99 >= LIMIT_MS || load.missing > 0) break;
      // A core that is not full may still hold no more: nothing is extrapolated.
      carried = Math.floor(count / Math.max(1, cores));
      perUsedCore = count / cores;
      note = line;
    }
  } finally {
    await server?.close();
    await core.close();
  }
  return [
    figure(
      'per-core',
      'sessions',
      [carried],
      { text: '≥ 150 at jitter p99 < 10 ms, none dropped', met: ({ max }) => max >= 150 },
      `held in time on one core, all threads of the orchestrator on it; tone voice, live speech on every uplink; ${core.note}; last step held: ${note}`,
    ),
    figure(
      'sessions-per-used-core',
      'sessions',
      [perUsedCore],
      undefined,
      'sessions of the last step that held, by the cores that it used: what a core that is never idle would hold if nothing were late; held is what `per-core` says',
    ),
    ...figures,
  ];
}
