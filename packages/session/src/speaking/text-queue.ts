import { ParleyError } from '@parley/protocol';
import type { TextOptions } from '../session.js';
import type { Reply } from './reply.js';

export type QueuedText =
  | { readonly kind: 'speech'; readonly pieces: string[]; readonly interruptible: boolean; closed: boolean }
  | { readonly kind: 'question'; readonly text: string };

/** Typed text that waits its turn, in order. Text that comes in pieces stays one utterance. */
export class TextQueue {
  readonly #limit: number;
  #entries: QueuedText[] = [];
  /** The utterance that is being spoken and whose last piece has not come. */
  #open: { reply: Reply; entry: Extract<QueuedText, { kind: 'speech' }> } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The next piece belongs to an utterance that is already counted. */
  get continues(): boolean {
    const last = this.#entries.at(-1);
    return last === undefined ? this.#open !== undefined : last.kind === 'speech' && !last.closed;
  }

  push(text: string, options: TextOptions): void {
    const last = this.#entries.at(-1);
    if (last?.kind === 'speech' && !last.closed) {
      last.pieces.push(text);
      last.closed = options.isFinal;
    } else if (last === undefined && this.#open !== undefined) {
      this.#open.entry.pieces.push(text);
      this.#open.entry.closed = options.isFinal;
    } else {
      const { interruptible, isFinal } = options;
      this.#entries.push({ kind: 'speech', pieces: [text], interruptible, closed: isFinal });
    }
  }

  /** A question ends the utterance that was still open: what follows it is a new one. */
  pushQuestion(text: string): void {
    const last = this.#entries.at(-1) ?? this.#open?.entry;
    if (last?.kind === 'speech') last.closed = true;
    this.#entries.push({ kind: 'question', text });
  }

  shift(): QueuedText | undefined {
    return this.#entries.shift();
  }

  /** The entry is spoken by this reply; later pieces of it go there too. */
  begin(reply: Reply, entry: Extract<QueuedText, { kind: 'speech' }>): void {
    this.#open = { reply, entry };
    this.continueInto(reply);
  }

  /** Hands the pieces that have come to the reply that speaks them. */
  continueInto(reply: Reply): void {
    if (this.#open?.reply !== reply) return;
    const { entry } = this.#open;
    for (const piece of entry.pieces.splice(0)) reply.write(piece);
    if (entry.closed) {
      this.#open = undefined;
      reply.finishText();
    }
  }

  /** The reply is over, however it ended: what comes next is a new utterance. */
  end(reply: Reply): void {
    if (this.#open?.reply === reply) this.#open = undefined;
  }

  clear(): void {
    this.#entries = [];
    this.#open = undefined;
  }

  /** Throws LIMIT_EXCEEDED when too much waits. Asked before a text is taken. */
  assertRoom(): void {
    const waiting = this.#entries.reduce(
      (sum, entry) => sum + (entry.kind === 'speech' ? entry.pieces.length : 1),
      0,
    );
    if (waiting >= this.#limit) {
      throw new ParleyError('LIMIT_EXCEEDED', `More than ${this.#limit} texts wait to be spoken.`);
    }
  }
}
