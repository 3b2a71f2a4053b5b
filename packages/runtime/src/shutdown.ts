import type { Logger } from './logger.js';

/** Where signals come from and what ends the process; the real one is `process`. */
export interface ShutdownProcess {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
}

export interface ShutdownOptions {
  readonly logger?: Logger | undefined;
  /** Default SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /** For a closer that names no timeout of its own. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Default: the process this runs in. */
  readonly host?: ShutdownProcess | undefined;
}

export interface CloserOptions {
  readonly timeoutMs?: number | undefined;
}

/**
 * Ends a process in order. Owns its signal handlers and nothing else: what was added last is closed first, each
 * closer within its timeout, one that fails or hangs does not keep the next from running. A second signal exits at once.
 */
export interface Shutdown {
  /** Aborts when the shutdown begins, for what only has to stop taking new work. */
  readonly signal: AbortSignal;
  /**
   * Runs `close` at shutdown; at once when the shutdown is over, so that what a slow start still brings up does not
   * outlive it. Returns the function that takes it out again.
   */
  add(name: string, close: () => Promise<void> | void, options?: CloserOptions): () => void;
  /** Begins the shutdown, as a signal would; the same promise on every call. */
  trigger(reason: string): Promise<ShutdownResult>;
  /** Resolves when the shutdown has ended, whoever began it. */
  readonly done: Promise<ShutdownResult>;
}

export interface ShutdownResult {
  readonly reason: string;
  /** Names of the closers that failed or ran out of time. */
  readonly failed: readonly string[];
}

interface Closer {
  readonly name: string;
  readonly close: () => Promise<void> | void;
  readonly timeoutMs: number;
}

/** Exit status of a process that a second signal ended: 128 + 2 (SIGINT) or 128 + 15, as shells report it. */
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

export function createShutdown(options: ShutdownOptions = {}): Shutdown {
  const host = options.host ?? process;
  const signals = options.signals ?? ['SIGTERM', 'SIGINT'];
  const closers: Closer[] = [];
  const controller = new AbortController();
  const { promise: done, resolve: finish } = withResolvers<ShutdownResult>();
  let running: Promise<ShutdownResult> | undefined;
  let over = false;

  const onSignal = (signal: NodeJS.Signals): void => {
    if (running !== undefined) {
      host.exit(128 + (SIGNAL_NUMBERS[signal] ?? 0));
      return;
    }
    void trigger(signal);
  };
  for (const signal of signals) host.on(signal, onSignal);

  async function run(reason: string): Promise<ShutdownResult> {
    options.logger?.info({ reason }, 'shutting down');
    controller.abort(new Error(`shutdown: ${reason}`));
    const failed: string[] = [];
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      if (!(await closes(closer))) failed.push(closer.name);
    }
    over = true;
    for (const signal of signals) host.off(signal, onSignal);
    const result = { reason, failed };
    finish(result);
    return result;
  }

  async function closes(closer: Closer): Promise<boolean> {
    try {
      await withTimeout(closer);
      return true;
    } catch (error) {
      options.logger?.error({ err: error, closer: closer.name }, 'did not close cleanly');
      return false;
    }
  }

  function trigger(reason: string): Promise<ShutdownResult> {
    running ??= run(reason);
    return running;
  }

  return {
    signal: controller.signal,
    done,
    trigger,
    add(name, close, { timeoutMs = options.timeoutMs ?? 10_000 } = {}) {
      const closer = { name, close, timeoutMs };
      if (over) {
        void closes(closer);
        return () => {};
      }
      closers.push(closer);
      return () => {
        const index = closers.indexOf(closer);
        if (index >= 0) closers.splice(index, 1);
      };
    },
  };
}

async function withTimeout(closer: Closer): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still open after ${closer.timeoutMs} ms`)), closer.timeoutMs);
  });
  try {
    await Promise.race([closer.close(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
