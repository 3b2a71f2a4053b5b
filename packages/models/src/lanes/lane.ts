import { type Transferable, Worker } from 'node:worker_threads';
import { ParleyError } from '@parley/protocol';
import { type FromLane, fromWireError, type ToLane, toWireError } from './wire.js';

export interface LaneOptions {
  /** Module that the thread runs; it calls `serveLane`. */
  readonly entry: URL;
  /** Thread name, seen in debuggers and in error messages. */
  readonly name: string;
  /** Given to the thread as `workerData` of node:worker_threads. */
  readonly workerData?: unknown;
  /** How long `close` waits for the thread to end. Default 30 s. */
  readonly stopTimeoutMs?: number | undefined;
}

/**
 * A thread that does blocking work (inference) for the event loop that owns it. It is asked to stop and never
 * terminated, because ending a thread inside a native call aborts the whole process. The lane owns the thread
 * and all calls on it.
 */
export interface Lane {
  readonly name: string;
  /**
   * Calls a handler of the thread. The call is a stream in both directions for as long as the handler runs:
   * `send` posts to it, `onMessage` hears it. Aborting `signal` aborts the handler's signal; `result` settles
   * when the handler has ended. Errors arrive as `ParleyError` with the code they had in the thread.
   */
  call<R>(method: string, payload: unknown, options?: LaneCallOptions): LaneCall<R>;
  /**
   * Asks the thread to stop: running calls are aborted, and those that do not end by themselves are waited for.
   * Idempotent. Rejects when the thread has not ended within `stopTimeoutMs`; it then no longer keeps the
   * process alive.
   */
  close(): Promise<void>;
  /** Resolves when the thread is gone: undefined after `close`, else why it died. Never rejects. */
  readonly exited: Promise<ParleyError | undefined>;
}

export interface LaneCallOptions {
  readonly transfer?: readonly Transferable[] | undefined;
  /** Hears what the handler sends, in order, before `result` settles. If it throws, the call fails with that. */
  readonly onMessage?: ((message: unknown) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface LaneCall<R> {
  readonly result: Promise<R>;
  /** Posts to the handler; without effect once the call is over. */
  send(message: unknown, transfer?: readonly Transferable[]): void;
}

interface PendingCall {
  resolve(value: unknown): void;
  reject(error: ParleyError): void;
  readonly onMessage: ((message: unknown) => void) | undefined;
}

const DEFAULT_STOP_TIMEOUT_MS = 30_000;

/** Starts the thread. Calls may be made at once; they wait until it has loaded. */
export function createLane(options: LaneOptions): Lane {
  const { name, stopTimeoutMs = DEFAULT_STOP_TIMEOUT_MS } = options;
  const worker = new Worker(options.entry, { name, workerData: options.workerData });
  const calls = new Map<number, PendingCall>();
  let nextId = 1;
  let closing: Promise<void> | undefined;
  let gone: ParleyError | undefined;
  let failure: unknown;

  const post = (message: ToLane, transfer: readonly Transferable[] = []) =>
    worker.postMessage(message, [...transfer]);

  worker.on('error', (error) => {
    failure = error;
  });
  worker.on('message', (message: FromLane) => {
    const call = calls.get(message.id);
    if (call === undefined) return;
    if (message.kind === 'message') {
      try {
        call.onMessage?.(message.message);
      } catch (thrown) {
        post({ kind: 'abort', id: message.id, reason: toWireError(thrown) });
        call.reject(ParleyError.from(thrown));
      }
    } else if (message.kind === 'result') call.resolve(message.value);
    else call.reject(fromWireError(message.error));
  });

  const exited = new Promise<ParleyError | undefined>((resolve) => {
    worker.on('exit', (exitCode) => {
      const expected = closing !== undefined && failure === undefined && exitCode === 0;
      gone = new ParleyError(
        'INTERNAL_ERROR',
        expected ? `${name} is closed` : describeExit(name, exitCode, failure),
        {
          cause: failure,
          retryable: true,
        },
      );
      for (const call of [...calls.values()]) call.reject(gone);
      resolve(expected ? undefined : gone);
    });
  });

  function call<R>(method: string, payload: unknown, callOptions: LaneCallOptions = {}): LaneCall<R> {
    const { transfer, onMessage, signal } = callOptions;
    if (gone !== undefined || closing !== undefined) {
      const reason = gone ?? new ParleyError('INTERNAL_ERROR', `${name} is closing`, { retryable: true });
      return { result: Promise.reject(reason), send: () => undefined };
    }
    const id = nextId++;
    const abort = () => post({ kind: 'abort', id, reason: toWireError(signal?.reason) });
    const result = new Promise<R>((resolve, reject) => {
      const settle = () => {
        calls.delete(id);
        signal?.removeEventListener('abort', abort);
      };
      calls.set(id, {
        resolve: (value) => {
          settle();
          resolve(value as R);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        onMessage,
      });
      try {
        post(
          {
            kind: 'call',
            id,
            method,
            payload,
            ...(signal?.aborted ? { aborted: toWireError(signal.reason) } : {}),
          },
          transfer,
        );
        signal?.addEventListener('abort', abort, { once: true });
      } catch (thrown) {
        calls.get(id)?.reject(ParleyError.from(thrown));
      }
    });
    return {
      result,
      send: (message, messageTransfer) => {
        if (calls.has(id)) post({ kind: 'message', id, message }, messageTransfer);
      },
    };
  }

  return {
    name,
    call,
    exited,
    close: () => {
      closing ??= stop();
      return closing;
    },
  };

  async function stop(): Promise<void> {
    post({ kind: 'stop' });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), stopTimeoutMs);
    });
    const outcome = await Promise.race([exited, late]);
    clearTimeout(timer);
    if (outcome !== 'late') return;
    worker.unref();
    throw new ParleyError('INTERNAL_ERROR', `${name} did not stop within ${stopTimeoutMs} ms`);
  }
}

function describeExit(name: string, exitCode: number, failure: unknown): string {
  if (failure instanceof Error) return `${name} died: ${failure.message}`;
  return `${name} ended unexpectedly with code ${exitCode}`;
}
