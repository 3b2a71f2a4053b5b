import type { Clock, Timer } from '@parley/session';
import type { WebSocket } from 'ws';
import type { InletValve } from './inlet-valve.js';

/**
 * Writes to one socket and watches how it drains. Audio is bounded by `writable()`, which playout asks before it
 * releases; everything else by not reading a client that does not take its answers.
 */
export interface Outlet {
  write(message: string | Uint8Array): void;
  /** Whether a further frame would leave soon. */
  writable(): boolean;
  /** Messages that have left the process. */
  readonly written: number;
  /** Whether messages wait. */
  readonly backlogged: boolean;
  /** Idempotent. */
  close(): void;
}

export interface OutletOptions {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly valve: InletValve;
  /** Bytes that may wait while `writable()` is true. */
  readonly audioBoundBytes: number;
  /** Nothing was taken for `stallMs` while something waited. */
  readonly onStalled: () => void;
  /** Default 30 s. */
  readonly stallMs?: number | undefined;
}

/** Above this a client is not read until it has taken half. */
const BACKLOG_BYTES = 1_000_000;
const CHECK_MS = 1000;

export function createOutlet(options: OutletOptions): Outlet {
  const { socket, clock, valve, audioBoundBytes, onStalled, stallMs = 30_000 } = options;
  let written = 0;
  let held = false;
  let timer: Timer | undefined;
  let seenWritten = 0;
  let seenMs = 0;
  let closed = false;

  // One function for all messages. An error needs no answer here: the socket's `close` follows.
  function onWritten(): void {
    written += 1;
    if (!held || socket.bufferedAmount > BACKLOG_BYTES / 2) return;
    held = false;
    valve.release('outbound');
  }

  function check(): void {
    timer = undefined;
    if (closed || socket.bufferedAmount === 0) return;
    const nowMs = clock.nowMs();
    if (written !== seenWritten) {
      seenWritten = written;
      seenMs = nowMs;
    } else if (nowMs - seenMs >= stallMs) {
      onStalled();
      return;
    }
    timer = clock.setTimer(CHECK_MS, check);
  }

  return {
    write(message) {
      if (closed || socket.readyState !== socket.OPEN) return;
      socket.send(message, { binary: typeof message !== 'string' }, onWritten);
      if (!held && socket.bufferedAmount > BACKLOG_BYTES) {
        held = true;
        valve.hold('outbound');
      }
      if (timer !== undefined || socket.bufferedAmount === 0) return;
      seenWritten = written;
      seenMs = clock.nowMs();
      timer = clock.setTimer(CHECK_MS, check);
    },
    writable: () => socket.bufferedAmount < audioBoundBytes,
    get written() {
      return written;
    },
    get backlogged() {
      return socket.bufferedAmount > 0;
    },
    close() {
      closed = true;
      timer?.cancel();
      timer = undefined;
    },
  };
}
