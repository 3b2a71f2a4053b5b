import { setTimeout as delay } from 'node:timers/promises';
import { readGrid } from './frame-grid.js';
import { closeLoadSessions, openLoadSessions } from './load-session.js';
import { LONG_TEXT } from './long-text.js';
import { type ProcessCost, readProcessCost } from './process-cost.js';
import { type CpuByThread, cpuBetween, readThreadCost } from './thread-cost.js';
import { startUplink, type Uplink } from './uplink.js';

export interface SpeakingLoadOptions {
  readonly url: string;
  /** Of the orchestrator. */
  readonly pid: number;
  readonly sessions: number;
  readonly seconds: number;
  /** What every microphone hears, at 16 kHz; undefined: nothing at all is sent. */
  readonly clip: Int16Array | undefined;
  /** False: nobody is spoken to. */
  readonly speaking: boolean;
}

export interface SpeakingLoad {
  readonly deviationsMs: readonly number[];
  /** Frames that never came, or that are owed at the end of the time. */
  readonly missing: number;
  readonly uplinkLateMs: readonly number[];
  /** CPU of the orchestrator over the time, in cores. */
  readonly cores: number;
  /** The same, by thread. */
  readonly cpu: CpuByThread;
  /** What all of this was measured over. */
  readonly elapsedMs: number;
  readonly before: ProcessCost;
  readonly after: ProcessCost;
}

const SETTLE_MS = 2000;
/** For all to be spoken to; those that are not by then count as missing. */
const START_TIMEOUT_MS = 15_000;
/** The lead of playout and one frame on its way. */
const OWED_FRAMES = 5;

/** Sessions that are spoken to and hear speech, for some seconds; nobody interrupts. */
export async function runSpeakingLoad(options: SpeakingLoadOptions): Promise<SpeakingLoad> {
  const { pid, seconds } = options;
  const idle = await readProcessCost(pid);
  const sessions = await openLoadSessions(options.url, options.sessions);
  let uplink: Uplink | undefined;
  try {
    for (const [index, session] of sessions.entries()) {
      if (options.speaking) session.speak(LONG_TEXT, false);
      // Not all in one millisecond, as people do not come in step.
      if (index % 10 === 9) await delay(20);
    }
    const startByMs = performance.now() + START_TIMEOUT_MS;
    while (options.speaking && performance.now() < startByMs) {
      if (sessions.every((session) => session.frames.length > 0)) break;
      await delay(100);
    }
    // After the replies have begun: an agent does not begin to speak to somebody who is speaking.
    if (options.clip !== undefined) uplink = startUplink(sessions, options.clip);
    await delay(SETTLE_MS);
    for (const session of sessions) session.clear();
    const [before, threadsBefore] = await Promise.all([readProcessCost(pid), readThreadCost(pid)]);
    const startedMs = performance.now();
    await delay(seconds * 1000);
    const elapsedMs = performance.now() - startedMs;
    const [after, threadsAfter] = await Promise.all([readProcessCost(pid), readThreadCost(pid)]);
    const readings = sessions.map((session) => readGrid(session.frames, 0));
    const due = options.speaking ? Math.floor(elapsedMs / 20) - OWED_FRAMES : 0;
    return {
      deviationsMs: readings.flatMap(({ deviationsMs }) => deviationsMs),
      missing: readings.reduce(
        (sum, { deviationsMs, missing }) => sum + missing + Math.max(0, due - deviationsMs.length - missing),
        0,
      ),
      uplinkLateMs: uplink?.lateMs ?? [],
      cores: (after.cpuMs - before.cpuMs) / elapsedMs,
      cpu: cpuBetween(pid, threadsBefore, threadsAfter),
      elapsedMs,
      before: idle,
      after,
    };
  } finally {
    uplink?.close();
    await closeLoadSessions(sessions);
  }
}
