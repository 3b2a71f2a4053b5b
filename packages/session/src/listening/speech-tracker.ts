import { VAD_WINDOW_MS } from '@parley/protocol';

/** Turns speech probabilities into speech and silence, with hysteresis, and counts how long each has lasted. */
export class SpeechTracker {
  #speaking = false;
  #speechRunMs = 0;
  #silenceRunMs = 0;
  #speechMs = 0;

  /** Speech by the last window. */
  get speaking(): boolean {
    return this.#speaking;
  }
  /** Unbroken speech up to now. */
  get speechRunMs(): number {
    return this.#speechRunMs;
  }
  /** Unbroken silence up to now. */
  get silenceRunMs(): number {
    return this.#silenceRunMs;
  }
  /** All speech since `resetTotal`. */
  get speechMs(): number {
    return this.#speechMs;
  }

  push(probability: number, thresholds: { speechThreshold: number; silenceThreshold: number }): void {
    this.#speaking =
      probability >= thresholds.speechThreshold ||
      (this.#speaking && probability >= thresholds.silenceThreshold);
    if (this.#speaking) {
      this.#speechRunMs += VAD_WINDOW_MS;
      this.#speechMs += VAD_WINDOW_MS;
      this.#silenceRunMs = 0;
    } else {
      this.#speechRunMs = 0;
      this.#silenceRunMs += VAD_WINDOW_MS;
    }
  }

  /** What was said up to now is over; what follows begins a new run. */
  endRun(): void {
    this.#speaking = false;
    this.#speechRunMs = 0;
  }

  /** Starts `speechMs` anew, from the speech that is under way. */
  resetTotal(): void {
    this.#speechMs = this.#speechRunMs;
  }
}
