import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { ParleyError } from '@parley/protocol';

export interface DownloadOptions {
  readonly url: string;
  /** Appears when the download is whole; until then `TARGET.part` grows, and is continued if it is there. */
  readonly target: string;
  readonly onReceived: (receivedBytes: number, totalBytes?: number) => void;
  readonly signal?: AbortSignal | undefined;
  /** Attempts that bring nothing, in a row, before giving up. Default 3. */
  readonly maxAttempts?: number | undefined;
  /** Silence after which an attempt counts as broken. Default 30 s. */
  readonly stallTimeoutMs?: number | undefined;
}

const RETRY_DELAY_MS = 500;

/**
 * Downloads over HTTP and continues at the byte where an earlier attempt, or an earlier process, was cut off.
 * Throws `ParleyError` CONNECTION_ERROR, or NOT_FOUND for 404; the part file stays for another try.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { target, signal, maxAttempts = 3 } = options;
  const part = `${target}.part`;
  for (let attempt = 1; ; ) {
    const before = await sizeOf(part);
    try {
      await downloadOnce(options, part, before);
      await rename(part, target);
      return;
    } catch (thrown) {
      signal?.throwIfAborted();
      const error = ParleyError.from(thrown, 'CONNECTION_ERROR');
      attempt = (await sizeOf(part)) > before ? 1 : attempt + 1;
      if (!error.retryable || attempt > maxAttempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS * attempt));
    }
  }
}

async function downloadOnce(options: DownloadOptions, part: string, have: number): Promise<void> {
  const { url, onReceived, signal, stallTimeoutMs = 30_000 } = options;
  const stall = new AbortController();
  const timer = setTimeout(
    () => stall.abort(new ParleyError('CONNECTION_ERROR', `nothing came for ${stallTimeoutMs} ms`)),
    stallTimeoutMs,
  );
  try {
    const response = await fetch(url, {
      headers: have > 0 ? { range: `bytes=${have}-` } : {},
      signal: signal === undefined ? stall.signal : AbortSignal.any([signal, stall.signal]),
    });
    if (response.status === 416) {
      // The part is longer than the file, or already whole under a server that says so this way: start anew.
      await rm(part, { force: true });
      throw new ParleyError('CONNECTION_ERROR', 'the partial download does not fit');
    }
    if (!response.ok || response.body === null) throw statusError(response.status);
    const continues = response.status === 206;
    let received = continues ? have : 0;
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const totalBytes = Number.isNaN(length) ? undefined : received + length;
    const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
    body.on('data', (chunk: Uint8Array) => {
      received += chunk.length;
      timer.refresh();
      onReceived(received, totalBytes);
    });
    await pipeline(body, createWriteStream(part, { flags: continues ? 'a' : 'w' }));
    if (totalBytes !== undefined && received !== totalBytes && !response.headers.has('content-encoding')) {
      throw new ParleyError('CONNECTION_ERROR', `ended at ${received} of ${totalBytes} bytes`);
    }
  } catch (thrown) {
    if (thrown instanceof ParleyError) throw thrown;
    if (stall.signal.aborted) throw stall.signal.reason;
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
    throw new ParleyError('CONNECTION_ERROR', cause instanceof Error ? cause.message : String(cause), {
      cause: thrown,
    });
  } finally {
    clearTimeout(timer);
  }
}

function statusError(status: number): ParleyError {
  if (status === 404 || status === 410) return new ParleyError('NOT_FOUND', `the server says ${status}`);
  const retryable = status === 429 || status >= 500;
  return new ParleyError('CONNECTION_ERROR', `the server says ${status}`, { retryable });
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => 0,
  );
}
