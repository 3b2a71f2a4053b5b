import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './parley-process.js';

/** A Redis of the bench's own, with nothing on disk. */
export async function startRedis(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  for await (const line of server.stdout) if (String(line).includes('Ready to accept')) break;
  server.stdout.resume();
  return {
    url: `redis://127.0.0.1:${port}`,
    async close() {
      const exited = once(server, 'exit');
      server.kill('SIGKILL');
      await exited;
    },
  };
}
