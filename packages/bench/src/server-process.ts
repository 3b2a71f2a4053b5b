import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@parley/testkit';
import { type ParleyProcess, startParley } from './parley-process.js';

/** The server under test, in processes of its own: `parley serve`, or an orchestrator with workers beside it. */
export interface ServerProcess {
  /** `ws://127.0.0.1:port` */
  readonly url: string;
  readonly httpUrl: string;
  /** Of the orchestrator. */
  readonly pid: number;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Default: the catalogue's. */
  readonly ttsModel?: string | undefined;
  /** Default: the catalogue's. */
  readonly asrModel?: string | undefined;
  /** Keys of the orchestrator's configuration that differ from its defaults. */
  readonly config?: Readonly<Record<string, object | string | number | boolean>> | undefined;
  /** One TTS worker of its own with this many slots instead of the embedded ones, and no recogniser. */
  readonly speakers?: number | undefined;
}

/** Limits that would end a bench before its time; nothing else differs from what people run. */
const NO_LIMITS = {
  session: { max_messages_per_session: 1000 },
  transport: { websocket: { max_connections: 5000 } },
  log_level: 'error',
};

/** So that the worker's share of the clients' core is what they leave. */
const WORKER_NICENESS = 10;

/** Starts the server on a free port and waits until it is ready. Throws with its output when it does not start. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const started: ParleyProcess[] = [];
  const close = async (): Promise<void> => {
    for (const running of started.splice(0).reverse()) await running.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const workers = options.speakers === undefined ? {} : await startSpeakers(options, started);
    const config = join(folder, 'orchestrator.yaml');
    // JSON is YAML.
    await writeFile(config, JSON.stringify({ ...NO_LIMITS, ...workers, ...options.config }));
    const port = await freePort();
    const common = ['--config', config, '--port', String(port)];
    const models = [
      ...(options.ttsModel === undefined ? [] : ['--tts-model', options.ttsModel]),
      ...(options.asrModel === undefined ? [] : ['--asr-model', options.asrModel]),
    ];
    const orchestrator = startParley(
      options.speakers === undefined ? ['serve', ...common, ...models] : ['orchestrator', ...common],
    );
    started.push(orchestrator);
    const httpUrl = `http://127.0.0.1:${port}`;
    await orchestrator.until(async () => (await fetch(`${httpUrl}/health/ready`)).ok);
    return { url: `ws://127.0.0.1:${port}`, httpUrl, pid: orchestrator.pid, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function startSpeakers(options: ServerOptions, started: ParleyProcess[]): Promise<object> {
  const port = await freePort();
  const worker = startParley(
    ['worker', 'tts', '--default-model', options.ttsModel ?? 'tone-440', '--port', String(port)],
    {
      MAX_CONCURRENT_SESSIONS: String(options.speakers),
      METRICS_ENABLED: 'false',
      LOG_LEVEL: 'error',
    },
  );
  started.push(worker);
  // It is ahead of the ear by its credit; the clients that share its core are to hear in time.
  setPriority(worker.pid, WORKER_NICENESS);
  await worker.until(() => Promise.resolve(worker.output().includes('is ready at')));
  return {
    routing: { mode: 'static' },
    workers: { tts_worker_url: `grpc://127.0.0.1:${port}` },
    asr: { enabled: false },
    // A worker with a fixed address is in no registry, which is all that readiness looks at.
    health: { required: [] },
  };
}
