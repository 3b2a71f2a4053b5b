import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, eventually, type Health, runParley } from './server.rig.js';

/** `parley worker` in a process of its own. */
export interface WorkerProcess extends Command {
  readonly name: string;
  /** `grpc://host:port` */
  readonly addr: string;
  /** `http://127.0.0.1:port` of its metrics and health. */
  readonly operations: string;
  /** Value of one of its metrics. */
  metric(name: string): Promise<number>;
}

/** `parley orchestrator` in a process of its own. */
export interface OrchestratorProcess extends Command {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  get(path: string): Promise<{ readonly status: number; readonly body: Health }>;
  /** Sum of the series of a name; labels may be given as Prometheus writes them. */
  metric(name: string): Promise<number>;
  /** Open files, sockets included. */
  openFiles(): number;
}

export interface FleetOptions {
  /** Undefined: workers are found at the addresses that the configuration names. */
  readonly redisUrl?: string | undefined;
}

export interface FleetWorkerOptions {
  readonly kind?: 'tts' | 'asr' | undefined;
  readonly name: string;
  /** Keys of the worker's configuration. */
  readonly config?: object | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Begins the command, as `ip netns exec NAME` does. */
  readonly prefix?: readonly string[] | undefined;
}

/** Processes that share a Redis. `close` ends them all, the frozen ones included. */
export interface Fleet {
  /** A worker that serves; without a model, as tones, unless the configuration says otherwise. */
  worker(options: FleetWorkerOptions): Promise<WorkerProcess>;
  orchestrator(config?: object): Promise<OrchestratorProcess>;
  close(): Promise<void>;
}

/** A busy machine may take a minute. */
const START_TIMEOUT_MS = 180_000;

export function createFleet({ redisUrl }: FleetOptions = {}): Fleet {
  const folder = mkdtempSync(join(tmpdir(), 'parley-fleet-'));
  const commands: Command[] = [];
  let files = 0;

  function configFile(config: object): string {
    files += 1;
    const file = join(folder, `${files}.yaml`);
    writeFileSync(file, JSON.stringify(config)); // JSON is YAML.
    return file;
  }

  async function start(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    prefix: readonly string[] = [],
  ): Promise<Command> {
    const shared = { LOG_LEVEL: 'info', LOG_FORMAT: 'json' };
    const redis: Record<string, string> = redisUrl === undefined ? {} : { REDIS_URL: redisUrl };
    const command = runParley(args, { ...redis, ...shared, ...env }, '', prefix);
    commands.push(command);
    return command;
  }

  async function told(command: Command, pattern: RegExp): Promise<string> {
    let ended = false;
    void command.ended.then(() => {
      ended = true;
    });
    try {
      await eventually(`${pattern}`, () => ended || pattern.test(command.err()), START_TIMEOUT_MS);
      if (!pattern.test(command.err())) throw new Error('it ended');
    } catch (cause) {
      throw new Error(`did not start:\n${command.err()}`, { cause });
    }
    return pattern.exec(command.err())?.[1] ?? '';
  }

  return {
    async worker({ kind = 'tts', name, config = {}, env = {}, prefix }) {
      const command = await start(
        ['worker', kind, '--adapter', 'mock', '--port', '0', '--config', configFile(config)],
        { WORKER_NAME: name, WORKER_METRICS_PORT: '0', ...env },
        prefix,
      );
      const port = await told(command, /"port":(\d+),"msg":"metrics are served"/);
      const addr = await told(command, /worker is ready at (\S+)/);
      const operations = `http://127.0.0.1:${port}`;
      return { ...command, name, addr, operations, metric: (series) => metric(operations, series) };
    },
    async orchestrator(config = {}) {
      const file = configFile({ vad: { enabled: false }, ...config });
      const command = await start(['orchestrator', '--port', '0', '--config', file], {});
      const url = await told(command, /orchestrator is ready at (\S+)/);
      return {
        ...command,
        url,
        async get(path) {
          const response = await fetch(url + path);
          return { status: response.status, body: (await response.json()) as Health };
        },
        metric: (series) => metric(url, series),
        openFiles: () => readdirSync(`/proc/${command.pid}/fd`).length,
      };
    },
    async close() {
      for (const command of commands) {
        command.kill('SIGCONT');
        command.kill('SIGKILL');
      }
      await Promise.all(commands.map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  let sum = 0;
  for (const line of text.split('\n')) {
    const [series = '', value] = line.split(' ');
    if (series === name || series.startsWith(`${name}{`)) sum += Number(value);
  }
  return sum;
}
