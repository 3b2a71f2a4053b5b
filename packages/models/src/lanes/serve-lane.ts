import { parentPort, type Transferable } from 'node:worker_threads';
import { ParleyError } from '@parley/protocol';
import { type FromLane, fromWireError, type ToLane, toWireError } from './wire.js';

/** The thread's end of one call. */
export interface LaneServerCall {
  /** Posts to the caller, in order, before the result. */
  send(message: unknown, transfer?: readonly Transferable[]): void;
  /** Hears what the caller sends; what came before this call is delivered at once. */
  onMessage(listener: (message: unknown) => void): void;
  /** Aborts when the caller aborts, or when the lane is asked to stop. */
  readonly signal: AbortSignal;
}

/**
 * Handles one method; it declares the payload that its own caller sends. What it resolves with is cloned to the caller; `transferring`
 * moves buffers instead.
 */
export type LaneHandler = (payload: never, call: LaneServerCall) => Promise<unknown>;

export interface ServeLaneOptions {
  /** Runs once after the last call has ended, before the thread ends: close what the thread owns here. */
  readonly onStop?: (() => Promise<void>) | undefined;
}

/** Messages that may wait for a handler's `onMessage`; more than that fails the call. */
const MAX_EARLY_MESSAGES = 1024;
/** After this a thread that something still keeps alive is ended from inside, where no native call is running. */
const LINGER_MS = 1000;

/** Serves calls in a lane's thread until it is asked to stop. Call it once, at the end of the entry module. */
export function serveLane(
  handlers: Readonly<Record<string, LaneHandler>>,
  options: ServeLaneOptions = {},
): void {
  if (parentPort === null)
    throw new ParleyError('INTERNAL_ERROR', 'serveLane must be called in a worker thread');
  const port = parentPort;
  const running = new Map<number, RunningCall>();
  const ended = new Map<number, Promise<void>>();
  const post = (message: FromLane, transfer: readonly Transferable[] = []) =>
    port.postMessage(message, [...transfer]);
  let stopping = false;

  port.on('message', (message: ToLane) => {
    if (message.kind === 'call') begin(message);
    else if (message.kind === 'message') running.get(message.id)?.deliver(message.message);
    else if (message.kind === 'abort') running.get(message.id)?.abort(fromWireError(message.reason));
    else if (!stopping) {
      stopping = true;
      void stop();
    }
  });

  function begin(message: Extract<ToLane, { kind: 'call' }>): void {
    const { id, method, payload } = message;
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    const call = createRunningCall((value, transfer) =>
      post({ kind: 'message', id, message: value }, transfer),
    );
    if (message.aborted !== undefined) call.abort(fromWireError(message.aborted));
    running.set(id, call);
    const end = run().finally(() => ended.delete(id));
    ended.set(id, end);

    async function run(): Promise<void> {
      try {
        if (stopping) throw new ParleyError('INTERNAL_ERROR', 'the lane is stopping', { retryable: true });
        if (handler === undefined)
          throw new ParleyError('INTERNAL_ERROR', `the lane has no method ${method}`);
        const value = await handler(payload as never, call.server);
        if (call.failure !== undefined) throw call.failure;
        const moved = value instanceof Transferring ? value : undefined;
        post({ kind: 'result', id, value: moved === undefined ? value : moved.value }, moved?.transfer);
      } catch (thrown) {
        post({ kind: 'error', id, error: toWireError(thrown) });
      } finally {
        running.delete(id);
      }
    }
  }

  async function stop(): Promise<void> {
    const reason = new ParleyError('INTERNAL_ERROR', 'the lane is stopping', { retryable: true });
    for (const call of running.values()) call.abort(reason);
    while (ended.size > 0) await Promise.all(ended.values());
    await options.onStop?.();
    port.close();
    setTimeout(() => process.exit(0), LINGER_MS).unref();
  }
}

class Transferring {
  readonly value: unknown;
  readonly transfer: readonly Transferable[];
  constructor(value: unknown, transfer: readonly Transferable[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/** A handler's result whose buffers are moved to the caller, not copied. */
export function transferring(value: unknown, transfer: readonly Transferable[]): unknown {
  return new Transferring(value, transfer);
}

/**
 * Lets the thread look at its mail: messages and aborts that came while it computed are delivered before this
 * resolves. Long work calls it between its pieces.
 */
export function yieldToMessages(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface RunningCall {
  readonly server: LaneServerCall;
  deliver(message: unknown): void;
  abort(reason: ParleyError): void;
  /** Why the call failed although its handler may go on. */
  readonly failure: ParleyError | undefined;
}

function createRunningCall(send: LaneServerCall['send']): RunningCall {
  const controller = new AbortController();
  const early: unknown[] = [];
  let listener: ((message: unknown) => void) | undefined;
  let failure: ParleyError | undefined;

  const fail = (error: ParleyError) => {
    failure ??= error;
    controller.abort(error);
  };
  const hear = (message: unknown) => {
    try {
      listener?.(message);
    } catch (thrown) {
      fail(ParleyError.from(thrown));
    }
  };

  return {
    get failure() {
      return failure;
    },
    abort: (reason) => controller.abort(reason),
    deliver: (message) => {
      if (listener !== undefined) hear(message);
      else if (early.length < MAX_EARLY_MESSAGES) early.push(message);
      else
        fail(
          new ParleyError(
            'LIMIT_EXCEEDED',
            `more than ${MAX_EARLY_MESSAGES} messages wait for their handler`,
          ),
        );
    },
    server: {
      send,
      signal: controller.signal,
      onMessage: (next) => {
        listener = next;
        for (const message of early.splice(0)) hear(message);
      },
    },
  };
}
