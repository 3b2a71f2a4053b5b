import type { Transcript } from '../ports.js';

/** Turns that have ended and whose words are still to come; told in the order in which they were said. */
export class FinishingTurns<Turn> {
  readonly #onWords: (words: Transcript | undefined) => void;
  #waiting: { readonly turn: Turn; words?: { readonly transcript: Transcript | undefined } }[] = [];

  constructor(onWords: (words: Transcript | undefined) => void) {
    this.#onWords = onWords;
  }

  get size(): number {
    return this.#waiting.length;
  }

  [Symbol.iterator](): Iterator<Turn> {
    return this.#waiting.map(({ turn }) => turn)[Symbol.iterator]();
  }

  add(turn: Turn): void {
    this.#waiting.push({ turn });
  }

  /** The words of a turn; undefined when there are none to be had. Nothing for a turn that does not wait. */
  settle(turn: Turn, transcript: Transcript | undefined): void {
    const entry = this.#waiting.find((one) => one.turn === turn);
    if (entry !== undefined) entry.words ??= { transcript };
    for (let first = this.#waiting[0]; first?.words !== undefined; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#onWords(first.words.transcript);
    }
  }

  /** Their words are not wanted any more. */
  clear(): void {
    this.#waiting = [];
  }
}
