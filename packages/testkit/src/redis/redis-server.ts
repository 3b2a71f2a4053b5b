import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../free-port.js';

/** A Redis of the test's own, on loopback. `close` ends it, its clients and its folder. */
export interface TestRedis {
  readonly url: string;
  /** A client that looks from outside. */
  client(): Redis;
  /** Ends it as a crash does; what it held is lost, unless `keepData`. */
  kill(options?: { readonly keepData?: boolean }): Promise<void>;
  /** Starts it again on the same port, with what was kept. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Needs `requires('redis-server')`. Resolves when it accepts connections. */
export async function startTestRedis(): Promise<TestRedis> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'parley-redis-'));
  const clients: Redis[] = [];
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    server = started;
    for await (const line of started.stdout) if (String(line).includes('Ready to accept')) break;
    started.stdout.resume();
  }

  async function kill({ keepData = false } = {}): Promise<void> {
    if (keepData) {
      const client = new Redis(url);
      await client.save().finally(() => client.disconnect());
    } else {
      rmSync(join(folder, 'dump.rdb'), { force: true });
    }
    const running = server;
    server = undefined;
    if (running === undefined) return;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  }

  await start();
  return {
    url,
    client() {
      const client = new Redis(url);
      client.on('error', () => undefined);
      clients.push(client);
      return client;
    },
    kill,
    start,
    async close() {
      for (const client of clients) client.disconnect();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
