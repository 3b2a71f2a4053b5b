import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { readGrid } from './frame-grid.js';
import { closeLoadSessions, openLoadSessions } from './load-session.js';
import type { OwnCore } from './own-core.js';
import { startUplink } from './uplink.js';

/**
 * What client, sockets and machine add by themselves: deviations from the grid, in ms, with a server that does
 * nothing but send a frame to each of `sessions` every 20 ms, and with both directions in use.
 */
export async function measureClientAlone(
  sessions: number,
  seconds: number,
  core: OwnCore,
): Promise<number[]> {
  const child = fork(new URL('./null-server-child.js', import.meta.url), { stdio: 'ignore', execArgv: [] });
  try {
    await core.give(child.pid ?? 0);
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const opened = await openLoadSessions(`ws://127.0.0.1:${port}`, sessions);
    const uplink = startUplink(opened);
    await delay(1000);
    for (const session of opened) session.clear();
    await delay(seconds * 1000);
    uplink.close();
    const deviations = opened.flatMap((session) => readGrid(session.frames, 0).deviationsMs);
    await closeLoadSessions(opened);
    return deviations;
  } finally {
    child.kill();
  }
}
