import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/parley.js', import.meta.url));
const START_TIMEOUT_MS = 60_000;

/** `parley` in a process of its own, as people run it. */
export interface Command {
  readonly pid: number;
  /** What it wrote to standard output so far. */
  readonly out: () => string;
  /** What it wrote to standard error so far: its log, and notes for people. */
  readonly err: () => string;
  /** Exit status; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

export interface ServeOptions {
  /** Keys of the orchestrator's configuration. */
  readonly config?: object | undefined;
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** `parley serve` on a free port of loopback. `close` ends it, with its workers. */
export interface Server extends Command {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Process of the worker that serves now, as the log tells it. */
  workerPid(kind: 'tts' | 'asr'): number;
  health(): Promise<{ readonly status: number; readonly body: Health }>;
  /** Sums of the series of each name. */
  metrics(): Promise<ReadonlyMap<string, number>>;
  /** Open files, sockets included, of the server process. */
  openFiles(): number;
  close(): Promise<void>;
}

export interface Health {
  readonly status: string;
  readonly worker: boolean;
  readonly active_sessions: number;
  readonly active_connections: number;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly error: string | null }>>;
}

export function runParley(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
  prefix: readonly string[] = [],
): Command {
  const [program = '', ...rest] = [...prefix, process.execPath, COMMAND, ...args];
  const child = spawn(program, rest, {
    stdio: 'pipe',
    env: { ...process.env, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += String(data);
  });
  child.stderr.on('data', (data) => {
    err += String(data);
  });
  child.stdin.end(input);
  return {
    pid: child.pid ?? 0,
    out: () => out,
    err: () => err,
    ended: new Promise((resolve) => child.once('close', resolve)),
    kill: (signal) => void child.kill(signal),
  };
}

/** Resolves when it listens. Throws with what it wrote when it does not. */
export async function serve(options: ServeOptions = {}): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-acceptance-'));
  const file = join(folder, 'orchestrator.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(options.config ?? {}));
  const args = ['serve', '--config', file, '--port', '0', '--log-level', 'info', ...(options.args ?? [])];
  const command = runParley(args, options.env);
  let ended = false;
  void command.ended.then(() => {
    ended = true;
    rmSync(folder, { recursive: true, force: true });
  });
  let url: string | undefined;
  const untilMs = performance.now() + START_TIMEOUT_MS;
  while (url === undefined) {
    url = /--host (http:\S+)/.exec(command.err())?.[1];
    if (ended || performance.now() > untilMs) {
      command.kill('SIGKILL');
      throw new Error(`the server did not start:\n${command.err()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const address = url;
  return {
    ...command,
    url: address,
    workerPid(kind) {
      const ready = log(command.err()).findLast(
        (line) => line.msg === 'worker is ready' && line.kind === kind,
      );
      if (ready === undefined) throw new Error(`no ${kind} worker was ready`);
      return ready.pid;
    },
    async health() {
      const response = await fetch(`${address}/health`);
      return { status: response.status, body: (await response.json()) as Health };
    },
    async metrics() {
      const sums = new Map<string, number>();
      const text = await (await fetch(`${address}/metrics`)).text();
      for (const [, name = '', value] of text.matchAll(/^([a-z_]+)(?:\{[^\n]*\})? (\S+)$/gm)) {
        sums.set(name, (sums.get(name) ?? 0) + Number(value));
      }
      return sums;
    },
    openFiles: () => readdirSync(`/proc/${command.pid}/fd`).length,
    async close() {
      command.kill('SIGTERM');
      const kill = setTimeout(() => command.kill('SIGKILL'), 20_000);
      await command.ended;
      clearTimeout(kill);
    },
  };
}

interface LogLine {
  readonly pid: number;
  readonly msg: string;
  readonly kind?: string;
}

/** The lines of the log; notes for people are not among them. */
function log(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as LogLine];
    } catch {
      return []; // A note, or a line that is not whole yet.
    }
  });
}

/** Whether a process of this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the test holds. Throws with `what` when it does not come to hold within `timeoutMs`. */
export async function eventually(
  what: string,
  test: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const untilMs = performance.now() + timeoutMs;
  while (!(await test())) {
    if (performance.now() > untilMs) throw new Error(`still not after ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
