import { ParleyError } from '@parley/protocol';
import type { Clock, TextOptions, Timer } from '@parley/session';

/**
 * Text on its way into a session whose queue may be full: one piece waits for room, for a second at most, and a
 * second one is refused at once. An interruption forgets it with the queue. The connection is not held up for it, so
 * that a STOP behind it still gets through.
 */
export interface TextAdmission {
  offer(text: string, options: TextOptions): void;
  /** Forgets the piece that waits (STOP clears the queue). */
  clear(): void;
}

export interface TextAdmissionOptions {
  readonly clock: Clock;
  /** Throws `ParleyError` LIMIT_EXCEEDED when there is no room. */
  readonly speak: (text: string, options: TextOptions) => void;
  /** Interruptions so far. */
  readonly interruptions: () => number;
  readonly onRefused: (error: ParleyError) => void;
  /** Default 1000 ms. */
  readonly maxWaitMs?: number | undefined;
}

const RETRY_MS = 50;

export function createTextAdmission(options: TextAdmissionOptions): TextAdmission {
  const { clock, speak, interruptions, onRefused, maxWaitMs = 1000 } = options;
  let waiting: { text: string; options: TextOptions; untilMs: number; interruptions: number } | undefined;
  let timer: Timer | undefined;

  /** The error, when there is no room. */
  function attempt(text: string, textOptions: TextOptions): ParleyError | undefined {
    try {
      speak(text, textOptions);
      return undefined;
    } catch (thrown) {
      const error = ParleyError.from(thrown);
      if (error.code !== 'LIMIT_EXCEEDED') throw error;
      return error;
    }
  }

  function clear(): void {
    waiting = undefined;
    timer?.cancel();
    timer = undefined;
  }

  function forgetInterrupted(): void {
    if (waiting !== undefined && waiting.interruptions !== interruptions()) clear();
  }

  function retry(): void {
    timer = undefined;
    forgetInterrupted();
    if (waiting === undefined) return;
    let error: ParleyError | undefined;
    try {
      error = attempt(waiting.text, waiting.options);
    } catch (thrown) {
      waiting = undefined;
      onRefused(ParleyError.from(thrown));
      return;
    }
    if (error !== undefined && clock.nowMs() < waiting.untilMs) {
      timer = clock.setTimer(RETRY_MS, retry);
      return;
    }
    waiting = undefined;
    if (error !== undefined) onRefused(error);
  }

  return {
    offer(text, textOptions) {
      forgetInterrupted();
      if (waiting !== undefined) {
        onRefused(
          new ParleyError('LIMIT_EXCEEDED', 'Too many texts wait to be spoken; this one was dropped.'),
        );
        return;
      }
      if (attempt(text, textOptions) === undefined) return;
      waiting = {
        text,
        options: textOptions,
        untilMs: clock.nowMs() + maxWaitMs,
        interruptions: interruptions(),
      };
      timer = clock.setTimer(RETRY_MS, retry);
    },
    clear,
  };
}
