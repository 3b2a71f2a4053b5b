import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { CrowdCommand, CrowdReport, Entry, Reading } from './crowd-messages.js';

/** Many people in rooms of their own, ten in a process. Owns the processes. */
export interface Crowd {
  readonly size: number;
  /** So many more enter at once; resolves when each has heard the greeting or given up. */
  enter(count: number): Promise<Entered>;
  /** All are spoken to; resolves when all hear it, or have waited for 20 s: who hears no tone has broken frames. */
  speakTo(text: string): Promise<void>;
  /** All say this 48 kHz clip, until they leave. */
  talk(clip: Int16Array): void;
  /** What all hear over a time. */
  read(durationMs: number): Promise<readonly Reading[]>;
  close(): Promise<void>;
}

export interface Entered {
  /** Of those who heard the greeting. */
  readonly entries: readonly Entry[];
  /** How many were told that there is no room now. */
  readonly refused: number;
}

const PEOPLE_PER_PROCESS = 10;
const ANSWER_TIMEOUT_MS = 120_000;

export function createCrowd(httpUrl: string): Crowd {
  const members: { readonly process: ChildProcess; people: number }[] = [];
  let size = 0;

  function start(): ChildProcess {
    return fork(new URL('./crowd-child.js', import.meta.url), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
  }

  async function ask<Type extends CrowdReport['type']>(
    child: ChildProcess,
    command: CrowdCommand,
    type: Type,
  ): Promise<Extract<CrowdReport, { type: Type }>> {
    child.send(command);
    const [report] = (await once(child, 'message', { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) })) as [
      CrowdReport,
    ];
    if (report.type === 'failed') throw new Error(report.reason);
    if (report.type !== type) throw new Error(`asked for "${type}", got "${report.type}"`);
    return report as Extract<CrowdReport, { type: Type }>;
  }

  return {
    get size() {
      return size;
    },
    async enter(count) {
      const asked: { readonly process: ChildProcess; readonly count: number }[] = [];
      for (let left = count; left > 0; ) {
        const last = members.at(-1);
        const member =
          last !== undefined && last.people < PEOPLE_PER_PROCESS ? last : { process: start(), people: 0 };
        if (member !== last) members.push(member);
        const some = Math.min(left, PEOPLE_PER_PROCESS - member.people);
        member.people += some;
        left -= some;
        asked.push({ process: member.process, count: some });
      }
      // A process that starts would take the cores from those who are on their way in.
      await Promise.all(asked.map(({ process }) => ask(process, { type: 'prepare' }, 'prepared')));
      const reports = await Promise.all(
        asked.map(({ process, count }) => ask(process, { type: 'enter', httpUrl, count }, 'entered')),
      );
      const entries = reports.flatMap((report) => report.entries);
      size += entries.length;
      return { entries, refused: reports.reduce((sum, report) => sum + report.refused, 0) };
    },
    async speakTo(text) {
      await Promise.all(members.map((member) => ask(member.process, { type: 'listen', text }, 'sounding')));
    },
    talk(clip) {
      for (const member of members) member.process.send({ type: 'talk', clip });
    },
    async read(durationMs) {
      const reports = await Promise.all(
        members.map((member) => ask(member.process, { type: 'read', durationMs }, 'reading')),
      );
      return reports.flatMap(({ people }) => people);
    },
    async close() {
      await Promise.all(
        members.splice(0).map(async (member) => {
          if (!member.process.connected) return;
          const gone = once(member.process, 'exit');
          member.process.send({ type: 'leave' });
          const timer = setTimeout(() => member.process.kill('SIGKILL'), 6000);
          await gone;
          clearTimeout(timer);
        }),
      );
    },
  };
}
