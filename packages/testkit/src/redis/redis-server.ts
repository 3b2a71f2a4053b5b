import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from '../free-port.js';

/** A Redis of the test's own, on loopback, without anything on disk. `close` ends it and its clients. */
export interface TestRedis {
  readonly url: string;
  /** A client that looks from outside. */
  client(): Redis;
  /** Ends it as a crash does; what it held is lost. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Needs `requires('redis-server')`. Resolves when it accepts connections. */
export async function startTestRedis(): Promise<TestRedis> {
  const port = await freePort();
  const clients: Redis[] = [];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    server = started;
    for await (const line of started.stdout) if (String(line).includes('Ready to accept')) break;
    started.stdout.resume();
  }

  async function kill(): Promise<void> {
    const running = server;
    server = undefined;
    if (running === undefined) return;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  }

  await start();
  const url = `redis://127.0.0.1:${port}`;
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
    },
  };
}
