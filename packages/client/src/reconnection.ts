import { ParleyError } from '@parley/protocol';
import { backoffMs } from './backoff.js';

export interface ReconnectionOptions {
  readonly open: () => Promise<void>;
  readonly onAttempt: (attempt: number, retryInMs: number) => void;
  /** Trying again is no use. */
  readonly onGivenUp: (reason: string) => void;
}

/** Opens again and again, with growing pauses, until it works or the server says that it never will. */
export interface Reconnection {
  start(): void;
  /** Idempotent. */
  close(): void;
}

export function createReconnection({ open, onAttempt, onGivenUp }: ReconnectionOptions): Reconnection {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let run = 0;

  function retry(attempt: number): void {
    const current = run;
    const retryInMs = backoffMs(attempt);
    onAttempt(attempt, retryInMs);
    timer = setTimeout(() => {
      open().catch((thrown: unknown) => {
        if (current !== run) return;
        const error = ParleyError.from(thrown);
        if (error.retryable) retry(attempt + 1);
        else onGivenUp(error.message);
      });
    }, retryInMs);
  }

  return {
    start() {
      run += 1;
      retry(1);
    },
    close() {
      run += 1;
      clearTimeout(timer);
    },
  };
}
