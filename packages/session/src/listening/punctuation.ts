import { wordOdds } from './turn-silence.js';

/** Words without any mark after which a recogniser is taken to write none. */
const UNMARKED_WORDS = 30;

/** Reads the ends of what a person says. Where the recogniser writes no marks, their absence says nothing. */
export class Punctuation {
  #marks = false;
  #words = 0;

  /** See `wordOdds`. */
  oddsOf(text: string, language: string, sentenceEnd?: number): number {
    this.#marks ||= /[.,!?。，！？]/u.test(text);
    this.#words += text.split(/\s+/).length;
    const none = !this.#marks && this.#words > UNMARKED_WORDS;
    return wordOdds(none ? `${text}.` : text, language, sentenceEnd);
  }
}
