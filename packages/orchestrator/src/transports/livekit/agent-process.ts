import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@parley/runtime';
import type { AgentCommand, AgentReport } from './agent-messages.js';
import { createTurnBatch } from './turn-batch.js';

/** One agent process, from the server's side. Owns the process. */
export interface AgentProcess {
  readonly pid: number | undefined;
  readonly alive: boolean;
  /** Commands that have not left this process yet. */
  readonly backlog: number;
  /** Does nothing once the process is gone. */
  send(command: AgentCommand): void;
  /** Lets the process leave its rooms, and ends it after a grace time. Idempotent. */
  close(graceMs: number): Promise<void>;
}

export interface AgentProcessOptions {
  readonly logger: Logger;
  readonly onReport: (report: AgentReport) => void;
  /** Called once, also after `close()`. */
  readonly onExit: () => void;
}

export function startAgentProcess({ logger, onReport, onExit }: AgentProcessOptions): AgentProcess {
  const child: ChildProcess = fork(fileURLToPath(new URL('./agent-child.js', import.meta.url)), [], {
    // Audio travels as bytes, not as JSON.
    serialization: 'advanced',
    // The library writes its own log to standard output, in development far too much.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv: [],
  });
  const log = logger.child({ agent_pid: child.pid });
  let alive = true;
  let backlog = 0;

  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      alive = false;
      log.debug({ code, signal }, 'an agent process ended');
      onExit();
      resolve();
    });
    child.once('error', (error) => {
      log.error({ err: error }, 'an agent process could not be started or told something');
      if (child.pid !== undefined) return;
      alive = false;
      onExit();
      resolve();
    });
  });
  child.on('message', (message) => {
    for (const report of message as readonly AgentReport[]) onReport(report);
  });
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (lines: string) => log.debug({ output: lines.slice(0, 2000) }, 'agent process'));

  const push = createTurnBatch<AgentCommand>((commands) => {
    if (!alive || !child.connected) return;
    child.send(commands, () => {
      backlog -= commands.length;
    });
  });

  return {
    pid: child.pid,
    get alive() {
      return alive;
    },
    get backlog() {
      return backlog;
    },
    send(command) {
      if (!alive || !child.connected) return;
      backlog += 1;
      push(command);
    },
    async close(graceMs) {
      if (!alive) return gone;
      if (child.connected) child.disconnect();
      const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await gone;
      clearTimeout(kill);
    },
  };
}
