import type { RecognitionStream, Transcript } from '../ports.js';

/**
 * What is known of an utterance in its pauses. One question to the recogniser is open at a time, so that it is always
 * clear which speech an answer covers.
 */
export class PauseWords {
  readonly #stream: RecognitionStream | undefined;
  #asked = false;
  /** Speech came after the question that is open. */
  #stale = false;
  #askAgain = false;
  #transcript: Transcript | undefined;

  constructor(stream: RecognitionStream | undefined) {
    this.#stream = stream;
  }

  /** All that was said; undefined while it is not known. */
  get transcript(): Transcript | undefined {
    return this.#transcript;
  }

  /** The person speaks: what was understood is not all any more. */
  speech(): void {
    this.#transcript = undefined;
    this.#stale = this.#asked;
    this.#askAgain = false;
  }

  /** Recognise what was said so far now. */
  ask(): void {
    if (this.#asked) {
      this.#askAgain = this.#stale;
      return;
    }
    this.#asked = true;
    this.#stale = false;
    this.#stream?.flush();
  }

  /** Recognise the pause once more, with what came since. Returns whether it was asked: not while an answer is due. */
  lookAgain(): boolean {
    if (this.#asked) return false;
    this.ask();
    return true;
  }

  /** The recogniser's answer. Returns whether it covers all that was said. */
  answered(transcript: Transcript): boolean {
    const covers = this.#asked && !this.#stale;
    this.#asked = false;
    if (covers) this.#transcript = transcript;
    else if (this.#askAgain) this.ask();
    this.#askAgain = false;
    return covers;
  }
}
