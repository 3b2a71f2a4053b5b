import type { BargeInEvents } from '../interruption/barge-in.js';
import type { TransitionCause } from '../state-machine.js';
import type { SessionParts } from './session-parts.js';

type Parts = Pick<SessionParts, 'machine' | 'mouth' | 'bargeIn' | 'answering' | 'queue'>;

/** What becomes of a reply that is interrupted, by speech (as `BargeIn` judges it) or by the client's commands. */
export class Interruptions implements BargeInEvents {
  readonly #parts: Parts;
  #confirmed = 0;
  #false = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Replies that ended because the person meant it. */
  get confirmedCount(): number {
    return this.#confirmed;
  }

  /** Replies that were held and went on. */
  get falseCount(): number {
    return this.#false;
  }

  held(): void {
    this.#parts.machine.to('barged_in', 'speech');
  }

  resumed(): void {
    this.#false += 1;
    this.#speakOn('resumed');
  }

  confirmed(said: { text: string; complete: boolean }): void {
    const { machine, mouth, answering, queue } = this.#parts;
    this.#confirmed += 1;
    queue.clear();
    answering.hold();
    machine.to('barged_in', 'interruption');
    mouth.stop();
    if (said.complete) answering.speculate(said.text);
  }

  /** The client's PAUSE. */
  pause(): void {
    const { machine, mouth } = this.#parts;
    if (mouth.hold('client') && mouth.sounding) machine.to('barged_in', 'client-paused');
  }

  /** The client's RESUME: the reply goes on, whoever speaks. */
  resume(): void {
    const { mouth } = this.#parts;
    if (!mouth.held) return;
    mouth.resume('client');
    this.overrule('client-resumed');
  }

  /** Speech holds the reply no longer. */
  overrule(cause: TransitionCause): void {
    const { bargeIn, mouth } = this.#parts;
    bargeIn.overrule();
    mouth.resume('speech');
    this.#speakOn(cause);
  }

  #speakOn(cause: TransitionCause): void {
    const { machine, mouth } = this.#parts;
    if (!mouth.held && mouth.sounding) machine.to('speaking', cause);
  }
}
