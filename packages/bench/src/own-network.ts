import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';

interface OwnNetwork {
  /** Begins a command that runs in it; empty where none can be made. */
  readonly prefix: readonly string[];
  close(): void;
}

/** Shared with the tests, which need the same. */
const NETWORK_MODULE = new URL('../../../scripts/steps/test-network.mjs', import.meta.url);

/**
 * Runs this command again in a network of its own, which WebRTC needs as root: no packet leaves the machine then.
 * Returns the exit status of that; undefined when this process is to do the work itself, because it is in such a
 * network already or cannot make one.
 */
export async function runInOwnNetwork(): Promise<number | undefined> {
  if (isOwnNetwork()) return undefined;
  const { createTestNetwork } = (await import(NETWORK_MODULE.href)) as { createTestNetwork(): OwnNetwork };
  const network = createTestNetwork();
  const [command, ...prefix] = network.prefix;
  if (command === undefined) return undefined;
  const child = spawn(command, [...prefix, process.execPath, ...process.argv.slice(1)], { stdio: 'inherit' });
  const stop = (signal: NodeJS.Signals): boolean => child.kill(signal);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const [status] = (await once(child, 'exit')) as [number | null];
    return status ?? 1;
  } finally {
    network.close();
  }
}

/** An interface that is not the loopback one carries a loopback address only there. */
function isOwnNetwork(): boolean {
  return Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .some(({ address, internal }) => !internal && address.startsWith('127.'));
}
