import type { Clock, Timer } from '../clock.js';
import type { Reply } from './reply.js';

/**
 * Silence after which the person is told that a reply is late: within a second, and a little after those who know
 * the cause tell it (800 ms).
 */
const LATE_MS = 850;
/** How often it is looked whether sound is owed yet: while a responder thinks, nobody waits for a voice. */
const LOOK_MS = 200;

export interface SilenceWatchOptions {
  readonly clock: Clock;
  /** Whether a reply is on its way or heard. */
  readonly pending: () => boolean;
  /** The reply that is wanted, owes sound now and is not held; undefined when silence is as it should be. */
  readonly owing: () => Reply | undefined;
  /** None has come for `LATE_MS`. Once a silence. */
  readonly silent: (reply: Reply) => void;
}

/**
 * Notices silence where it is felt, whatever its cause: no sound leaves although a reply has text to be spoken and
 * nobody holds it. Owns one timer, and that only while a reply is on its way.
 */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #timer: Timer | undefined;
  /** Sound left, or none was owed. */
  #sinceMs = 0;
  #told = false;
  #closed = false;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
  }

  /** A reply has begun. */
  begin(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.sound();
    this.#lookIn(LOOK_MS);
  }

  /** Sound leaves. */
  sound(): void {
    this.#sinceMs = this.#options.clock.nowMs();
    this.#told = false;
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #look(): void {
    this.#timer = undefined;
    if (!this.#options.pending()) return;
    const reply = this.#options.owing();
    if (reply === undefined) this.sound();
    const leftMs = this.#sinceMs + LATE_MS - this.#options.clock.nowMs();
    if (reply !== undefined && leftMs <= 0 && !this.#told) {
      this.#told = true;
      this.#options.silent(reply);
    }
    this.#lookIn(reply !== undefined && leftMs > 0 ? leftMs : LOOK_MS);
  }

  #lookIn(delayMs: number): void {
    if (this.#closed) return;
    this.#timer = this.#options.clock.setTimer(delayMs, () => this.#look());
  }
}
