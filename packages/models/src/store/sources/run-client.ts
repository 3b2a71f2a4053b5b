import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ParleyError } from '@parley/protocol';

export interface RunClientOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The client's scratch and result folder; its growth is the progress. */
  readonly directory: string;
  readonly onReceived: (receivedBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** No package client is silent for that long and still alive. */
const STALL_TIMEOUT_MS = 180_000;
const PROGRESS_INTERVAL_MS = 250;
const KEPT_OUTPUT_CHARS = 600;

/** Runs a package client to its end. Throws `ParleyError` CONNECTION_ERROR with the end of what it said. */
export async function runClient(options: RunClientOptions): Promise<void> {
  const { command, args, directory, onReceived, signal } = options;
  signal?.throwIfAborted();
  // TMPDIR: what the client has half done lies where we clean up, and on the disk that has the room.
  const child = spawn(command, args, {
    env: { ...process.env, TMPDIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  let stalled = false;
  let received = 0;
  let movedAt = Date.now();
  const hear = (chunk: string) => {
    output = (output + chunk).slice(-KEPT_OUTPUT_CHARS);
    movedAt = Date.now();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);

  let watching = true;
  const watch = (async () => {
    while (watching) {
      await new Promise((resolve) => setTimeout(resolve, PROGRESS_INTERVAL_MS));
      const size = await folderBytes(directory);
      if (size !== received) movedAt = Date.now();
      received = size;
      if (watching) onReceived(received);
      if (Date.now() - movedAt > STALL_TIMEOUT_MS) {
        stalled = true;
        child.kill('SIGKILL');
      }
    }
  })();
  const abort = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    if (exitCode === 0) return;
    const said = stalled ? `nothing came for ${STALL_TIMEOUT_MS / 1000} s` : output.trim();
    throw new ParleyError('CONNECTION_ERROR', `${command} failed: ${said}`);
  } catch (thrown) {
    if (isMissing(thrown))
      throw new ParleyError('CONNECTION_ERROR', `${command} is not installed`, { cause: thrown });
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', abort);
    watching = false;
    await watch;
  }
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

/** Bytes of all files in a folder that changes meanwhile. */
async function folderBytes(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isFile()) return 0;
      const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined);
      return found?.size ?? 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
