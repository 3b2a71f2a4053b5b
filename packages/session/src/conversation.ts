/** One side's contribution, as it was heard. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  /** For the assistant: what the person heard, which may be less than what was written. */
  readonly text: string;
  /** The person cut it off after `text`. */
  readonly interrupted: boolean;
}

/** What was said and heard, oldest first. Keeps the last `maxTurns`. */
export class Conversation {
  readonly #turns: Turn[] = [];
  readonly #maxTurns: number;

  constructor(maxTurns = 200) {
    this.#maxTurns = maxTurns;
  }

  get turns(): readonly Turn[] {
    return this.#turns;
  }

  /** A turn of which nothing was heard leaves no trace. */
  add(turn: Turn): void {
    if (turn.text.trim() === '') return;
    this.#turns.push(turn);
    if (this.#turns.length > this.#maxTurns) this.#turns.shift();
  }
}
