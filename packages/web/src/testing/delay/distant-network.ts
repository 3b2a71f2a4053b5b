import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendDatagrams } from './delayed-datagrams.js';
import { relayStreams } from './delayed-stream.js';
import type { PageSide } from './page-side.js';

export interface DistantNetworkOptions {
  /** Ports at 127.0.0.1 that can be reached from there, by TCP and by UDP. */
  readonly streamPorts: readonly number[];
  readonly datagramPorts: readonly number[];
  /** Of every packet, each way. */
  readonly delayMs: number;
}

/** A network namespace that is as far away as is asked for; its 127.0.0.1 answers for the servers of this one. */
export interface DistantNetwork {
  /** A program that runs there in place of this one, with the same arguments. */
  wrap(executable: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * As root. The two networks share no interface and the kernel delays nothing: one process in each, joined by Unix
 * sockets, hand on what is sent.
 */
export async function createDistantNetwork(options: DistantNetworkOptions): Promise<DistantNetwork> {
  const name = `parley-page-${process.pid}`;
  ip('netns', 'add', name);
  ip('-n', name, 'link', 'set', 'lo', 'up');
  const folder = await mkdtemp(join(tmpdir(), 'parley-distance-'));
  const pathOf = (port: number) => join(folder, `${port}.sock`);
  const here = await Promise.all([
    ...options.streamPorts.map((port) =>
      relayStreams({ path: pathOf(port) }, { port, host: '127.0.0.1' }, 0),
    ),
    ...options.datagramPorts.map((port) => sendDatagrams(pathOf(port), port)),
  ]);
  const side: PageSide = { folder, ...options };
  const there = spawn(
    'ip',
    [
      'netns',
      'exec',
      name,
      process.execPath,
      join(import.meta.dirname, 'page-side.js'),
      JSON.stringify(side),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(there, 'exit');
  await Promise.race([
    once(there.stdout, 'data'),
    ended.then(([code]) => {
      throw new Error(`The page's side of the network ended with ${code}.`);
    }),
  ]);

  return {
    async wrap(executable) {
      const script = join(folder, 'there');
      await writeFile(script, `#!/bin/sh\nexec ip netns exec ${name} '${executable}' "$@"\n`);
      await chmod(script, 0o755);
      return script;
    },
    async close() {
      there.stdin.end();
      await ended;
      for (const server of here) server.close();
      ip('netns', 'delete', name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ip(...args: string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}
