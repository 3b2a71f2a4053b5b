import { type Bench, figure } from '../bench.js';
import { speechOfAll } from '../clips.js';
import { measureClientAlone } from '../load/null-server.js';
import { reserveCore } from '../load/own-core.js';
import { runSpeakingLoad } from '../load/speaking-load.js';
import { type ServerProcess, startServer } from '../server-process.js';
import { summarise } from '../statistics.js';

const SESSIONS = 100;

/** Arrival of frames at the client against a 20 ms grid, with a hundred sessions that are spoken to and hear speech. */
export const jitter: Bench = {
  name: 'jitter',
  async run({ quick, progress }) {
    const seconds = quick ? 8 : 30;
    const core = await reserveCore();
    let server: ServerProcess | undefined;
    try {
      const alone = await measureClientAlone(SESSIONS, seconds / 2, core);
      progress(`client alone: p99 ${summarise(alone).p99} ms`);
      const clip = await speechOfAll();
      server = await startServer({ speakers: SESSIONS + 10 });
      await core.give(server.pid);
      const { deviationsMs, missing, cores, uplinkLateMs } = await runSpeakingLoad({
        ...server,
        sessions: SESSIONS,
        seconds,
        clip,
        speaking: true,
      });
      return [
        figure(
          '100-sessions',
          'ms',
          deviationsMs,
          { text: 'p99 < 5 ms', met: ({ p99 }) => p99 < 5 && missing === 0 },
          `tone voice, live speech on every uplink; ${core.note}; ${cores.toFixed(2)} cores of the orchestrator; frames missing: ${missing}; this client sent its audio up to ${summarise(uplinkLateMs).p99} ms late (p99)`,
        ),
        figure('client-alone', 'ms', alone, undefined, 'the same client with a server that only sends'),
      ];
    } finally {
      await server?.close();
      await core.close();
    }
  },
};
