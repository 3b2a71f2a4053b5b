import type { SessionEndReason } from '@parley/protocol';
import type { Clock, Timer } from './clock.js';
import type { SessionLimits } from './policy.js';

/** Ends a session that idles, lasts or talks too long. Owns its timers. */
export class Limits {
  readonly #limits: SessionLimits;
  readonly #clock: Clock;
  readonly #onReached: (reason: SessionEndReason) => void;
  #duration: Timer | undefined;
  #idle: Timer | undefined;
  #activeAtMs = 0;
  #messages = 0;

  constructor(limits: SessionLimits, clock: Clock, onReached: (reason: SessionEndReason) => void) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onReached = onReached;
  }

  get messages(): number {
    return this.#messages;
  }

  start(): void {
    this.activity();
    this.#duration = this.#clock.setTimer(this.#limits.maxDurationMs, () => this.#onReached('max_duration'));
    this.#watchIdle(this.#limits.idleTimeoutMs);
  }

  /** Somebody speaks, types or is spoken to. Cheap: called for every window of speech. */
  activity(): void {
    this.#activeAtMs = this.#clock.nowMs();
  }

  /** One more message or turn of the person. False when the session takes no more. */
  message(): boolean {
    this.activity();
    if (this.#messages >= this.#limits.maxMessages) return false;
    this.#messages += 1;
    return true;
  }

  close(): void {
    this.#duration?.cancel();
    this.#idle?.cancel();
  }

  #watchIdle(delayMs: number): void {
    this.#idle = this.#clock.setTimer(delayMs, () => {
      const leftMs = this.#activeAtMs + this.#limits.idleTimeoutMs - this.#clock.nowMs();
      if (leftMs <= 0) this.#onReached('idle_timeout');
      else this.#watchIdle(leftMs);
    });
  }
}
