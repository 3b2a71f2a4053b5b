import { type Transferable } from 'node:worker_threads';
import { ParleyError } from '@parley/protocol';
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
/** Starts the thread. Calls may be made at once; they wait until it has loaded. */
export declare function createLane(options: LaneOptions): Lane;
//# sourceMappingURL=lane.d.ts.map
