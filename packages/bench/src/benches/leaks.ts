import { setTimeout as delay } from 'node:timers/promises';
import { type Bench, figure } from '../bench.js';
import { speechOfAll } from '../clips.js';
import { closeLoadSessions, openLoadSessions } from '../load/load-session.js';
import { readProcessCost } from '../load/process-cost.js';
import { startUplink } from '../load/uplink.js';
import { startServer } from '../server-process.js';

const AT_ONCE = 20;
/** A heap that is not collected yet is no leak; so much of it for a thousand sessions is. */
const RSS_LIMIT_KIB = 32_768;

/** Sessions opened, spoken to, listened to and closed: memory and handles of the orchestrator go back. */
export const leaks: Bench = {
  name: 'leaks',
  async run({ quick, progress }) {
    const clip = await speechOfAll();
    const server = await startServer({ speakers: 100 });
    try {
      const round = async (): Promise<void> => {
        const sessions = await openLoadSessions(server.url, AT_ONCE);
        const uplink = startUplink(sessions, clip);
        for (const session of sessions) session.speak('So many words, and then it ends.', true);
        await delay(600);
        uplink.close();
        await closeLoadSessions(sessions);
      };
      const settled = async (): Promise<Awaited<ReturnType<typeof readProcessCost>>> => {
        await delay(quick ? 3000 : 8000);
        return readProcessCost(server.pid);
      };
      // Code is compiled and pools are filled by the first; what they leave is no leak.
      for (let done = 0; done < (quick ? 100 : 300); done += AT_ONCE) await round();
      const before = await settled();
      const total = quick ? 200 : 1000;
      for (let done = 0; done < total; done += AT_ONCE) {
        await round();
        if (done % 200 === 0) progress(`${done} sessions: ${(await readProcessCost(server.pid)).rssKib} KiB`);
      }
      const after = await settled();
      return [
        figure(
          'handles',
          'handles',
          [after.handles - before.handles],
          { text: '0', met: ({ max }) => max <= 0 },
          `open descriptors after ${total} sessions, by those before; ${before.handles} before`,
        ),
        figure(
          'rss',
          'KiB',
          [after.rssKib - before.rssKib],
          { text: `≤ ${RSS_LIMIT_KIB} KiB`, met: ({ max }) => max <= RSS_LIMIT_KIB },
          `${before.rssKib} KiB before ${total} sessions, ${after.rssKib} after`,
        ),
      ];
    } finally {
      await server.close();
    }
  },
};
