import { sameWords } from './interruption/backchannel.js';
import type { Reply } from './speaking/reply.js';

/** How often one turn's answer may be prepared before it is certain that the turn has ended. */
const MAX_SPECULATIONS = 3;

export interface AnsweringOptions {
  /** Begins a reply to `text`; `speculative` when it may be thrown away. */
  readonly prepare: (text: string, speculative: boolean) => Reply;
  /** Whether a reply may begin to sound now. */
  readonly free: () => boolean;
  /** The reply is wanted and its first audio is there (or it has none). */
  readonly ready: (reply: Reply, userText: string) => void;
}

/**
 * From what the person said to the reply: keeps what was said and not yet answered, prepares an answer on the
 * likely end of the turn, and lets it go when the end is certain and the words are still the same.
 */
export class Answering {
  readonly #options: AnsweringOptions;
  #unanswered = '';
  #prepared: { reply: Reply; text: string } | undefined;
  #wanted = false;
  #speculations = 0;

  constructor(options: AnsweringOptions) {
    this.#options = options;
  }

  /** An answer is wanted and has not begun to sound. */
  get busy(): boolean {
    return this.#wanted;
  }
  get prepared(): Reply | undefined {
    return this.#prepared?.reply;
  }

  /** The turn has probably ended with these words. */
  speculate(text: string): void {
    const all = this.#joined(text);
    if (this.#isPreparedFor(all)) return;
    if (this.#speculations >= MAX_SPECULATIONS) {
      // An answer to other words only takes a worker's place.
      this.#prepared?.reply.stop();
      this.#prepared = undefined;
      return;
    }
    this.#speculations += 1;
    this.#prepare(all, true);
  }

  /** The turn has ended with these words. Returns false when there is nothing to answer. */
  answer(text: string): boolean {
    this.#unanswered = this.#joined(text);
    this.#speculations = 0;
    if (this.#unanswered === '') {
      this.cancel();
      return false;
    }
    this.#wanted = true;
    if (!this.#isPreparedFor(this.#unanswered)) this.#prepare(this.#unanswered, false);
    // It will be spoken: it may take a worker's last place now, not only once it sounds.
    this.#prepared?.reply.release();
    this.checkReady();
    return true;
  }

  /** The person goes on before the answer began: it waits, and what comes is answered together with what was. */
  hold(): void {
    this.#wanted = false;
  }

  /** Audio or the end of a prepared reply arrived. */
  checkReady(): void {
    const prepared = this.#prepared;
    if (!this.#wanted || prepared === undefined || !this.#options.free()) return;
    if (prepared.reply.timeline.end === 0 && !prepared.reply.audioDone) return;
    const userText = this.#unanswered;
    this.#prepared = undefined;
    this.#wanted = false;
    this.#unanswered = '';
    this.#options.ready(prepared.reply, userText);
  }

  /** The prepared reply failed. Returns whether it was wanted; else what was said waits to be answered anew. */
  failed(): boolean {
    const wanted = this.#wanted;
    if (wanted) {
      this.cancel();
    } else {
      this.#prepared?.reply.stop();
      this.#prepared = undefined;
    }
    return wanted;
  }

  /** Throws away what is prepared and what was said. */
  cancel(): void {
    this.#prepared?.reply.stop();
    this.#prepared = undefined;
    this.#wanted = false;
    this.#unanswered = '';
    this.#speculations = 0;
  }

  #prepare(text: string, speculative: boolean): void {
    this.#prepared?.reply.stop();
    this.#prepared = { reply: this.#options.prepare(text, speculative), text };
  }

  #isPreparedFor(text: string): boolean {
    return this.#prepared !== undefined && sameWords(this.#prepared.text, text);
  }

  #joined(text: string): string {
    return [this.#unanswered, text.trim()].filter((part) => part !== '').join(' ');
  }
}
