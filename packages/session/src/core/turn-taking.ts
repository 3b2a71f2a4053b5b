import { ParleyError } from '@parley/protocol';
import type { TextOptions } from '../session.js';
import type { Reply } from '../speaking/reply.js';
import type { TransitionCause } from '../state-machine.js';
import { errorEvent, replyTextEvent } from './client-events.js';
import type { SessionParts } from './session-parts.js';

type Parts = Pick<
  SessionParts,
  'downlink' | 'machine' | 'hearing' | 'mouth' | 'answering' | 'replies' | 'queue' | 'limits' | 'turnClock'
>;

export interface TurnTakingOptions extends Parts {
  readonly recognition: boolean;
  readonly maxMessages: number;
  /** Everything that was accepted has been said, and nothing more is. */
  readonly ended: () => void;
}

/** What comes next: typed text in its order, the answer to a turn, or the person. */
export class TurnTaking {
  readonly #options: TurnTakingOptions;
  /** Nothing more is accepted; the session ends when everything was said. */
  #ending = false;
  #closed = false;

  constructor(options: TurnTakingOptions) {
    this.#options = options;
  }

  /** Speaks text as it is given, when its turn comes. Throws LIMIT_EXCEEDED when too much waits. */
  speak(text: string, options: TextOptions): void {
    const { queue } = this.#options;
    queue.assertRoom();
    if (!queue.continues && !this.accepted()) return;
    queue.push(text, options);
    this.#next();
  }

  /** Answers text, when its turn comes. Throws LIMIT_EXCEEDED when too much waits. */
  ask(text: string): void {
    const { queue } = this.#options;
    queue.assertRoom();
    if (!this.accepted()) return;
    queue.pushQuestion(text);
    this.#next();
  }

  /** Plays a reply from its beginning. Only when nothing plays. */
  play(reply: Reply): void {
    const { downlink, mouth } = this.#options;
    if (reply.heard.text !== '') downlink.send(replyTextEvent(reply, reply.heard.text));
    mouth.play(reply);
  }

  /** Nothing is being said: speaks what waits, else waits for the person. */
  rest(cause: TransitionCause): void {
    const { machine, hearing, mouth, answering, recognition } = this.#options;
    if (this.#closed || mouth.reply !== undefined) return;
    // Nobody begins to speak over the person.
    if (hearing.open && hearing.speaking) answering.hold();
    if (answering.busy || hearing.awaitingFinal) {
      machine.to('listening', cause);
      machine.to('processing', cause);
      answering.checkReady();
      return;
    }
    machine.to(hearing.open || !recognition ? 'listening' : 'waiting_for_input', cause);
    this.#next();
  }

  /** Counts a message. The one beyond the limit is refused; what was accepted is still said, then the session ends. */
  accepted(): boolean {
    const { downlink, mouth, answering, limits, maxMessages } = this.#options;
    if (limits.message()) return true;
    const problem = `This session takes no more than ${maxMessages} messages.`;
    downlink.send(errorEvent(new ParleyError('LIMIT_EXCEEDED', problem)));
    this.#ending = true;
    if (mouth.reply === undefined && !answering.busy) this.rest('no-words');
    return false;
  }

  /** Forgets all that is said, prepared or waiting. */
  stopAll(cause: TransitionCause): void {
    const { hearing, mouth, answering, queue } = this.#options;
    queue.clear();
    hearing.dropFinishing();
    answering.cancel();
    if (mouth.reply !== undefined) mouth.stop();
    this.rest(cause);
  }

  /** Nothing comes next. */
  close(): void {
    this.#closed = true;
    this.#options.queue.clear();
  }

  #next(): void {
    const { machine, hearing, mouth, answering, replies, queue, turnClock } = this.#options;
    if (mouth.reply !== undefined) {
      queue.continueInto(mouth.reply);
      return;
    }
    if (answering.busy || hearing.open || hearing.awaitingFinal) return;
    const entry = queue.shift();
    if (entry === undefined) {
      if (this.#ending) this.#options.ended();
      return;
    }
    if (entry.kind === 'question') {
      turnClock.asked();
      machine.to('processing', 'text');
      if (!answering.answer(entry.text)) this.rest('no-words');
      return;
    }
    const reply = replies.create(false, entry.interruptible);
    queue.begin(reply, entry);
    this.play(reply);
  }
}
