import type { SpokenWord } from '../ports.js';

/** Speaking rate assumed where the engine gives no word times: 15 characters a second. */
const ASSUMED_SAMPLES_PER_CHARACTER = 48_000 / 15;

/** Remembers what a reply says and where its words lie in the audio, to tell what of it was heard. */
export class HeardText {
  #text = '';
  /** Offset in the whole text at which each piece given to synthesis begins, by piece index. */
  readonly #pieceOffsets = new Map<number, number>();
  readonly #words: SpokenWord[] = [];

  /** All that was written so far. */
  get text(): string {
    return this.#text;
  }

  write(delta: string): void {
    this.#text += delta;
  }

  /** Piece `index` of the synthesis begins at `offset` of the whole text. */
  piece(index: number, offset: number): void {
    this.#pieceOffsets.set(index, offset);
  }

  addWords(words: readonly SpokenWord[]): void {
    this.#words.push(...words);
  }

  /** Words at or after `samplePosition` will come again. */
  withdraw(samplePosition: number): void {
    while ((this.#words.at(-1)?.startSample ?? -1) >= samplePosition) this.#words.pop();
  }

  /** Cuts the text after the last word of which more than half was played. */
  split(heardSamples: number): { heard: string; unheard: string } {
    const end = this.#words.length > 0 ? this.#endByWords(heardSamples) : this.#endByRate(heardSamples);
    return { heard: this.#text.slice(0, end).trimEnd(), unheard: this.#text.slice(end).trimStart() };
  }

  #endByWords(heardSamples: number): number {
    let end = 0;
    for (const word of this.#words) {
      if ((word.startSample + word.endSample) / 2 > heardSamples) break;
      const pieceOffset = this.#pieceOffsets.get(word.textIndex) ?? 0;
      end = pieceOffset + word.textOffset + word.textLength;
    }
    return this.#throughPunctuation(end);
  }

  #endByRate(heardSamples: number): number {
    const estimate = Math.min(this.#text.length, Math.floor(heardSamples / ASSUMED_SAMPLES_PER_CHARACTER));
    if (estimate >= this.#text.length) return this.#text.length;
    const boundary = this.#text.lastIndexOf(' ', estimate);
    return Math.max(0, boundary);
  }

  #throughPunctuation(end: number): number {
    if (end === 0) return 0;
    const match = /^[.,;:!?…"'”’)\]]+/u.exec(this.#text.slice(end));
    return end + (match?.[0].length ?? 0);
  }
}
