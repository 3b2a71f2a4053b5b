import { ParleyError } from '@parley/protocol';
import type { Reply, ReplyEvents } from '../speaking/reply.js';
import { errorEvent, replyTextEvent } from './client-events.js';
import type { SessionParts } from './session-parts.js';

type Parts = Pick<
  SessionParts,
  | 'downlink'
  | 'machine'
  | 'mouth'
  | 'silence'
  | 'bargeIn'
  | 'answering'
  | 'queue'
  | 'conversation'
  | 'limits'
  | 'turnClock'
  | 'turnTaking'
>;

/** The agent speaks: from the audio of a reply to what the person heard of it. */
export class SpeakingSide implements ReplyEvents {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  // ---- A reply is being made -------------------------------------------------------------------------------

  audio(reply: Reply): void {
    const { mouth, answering } = this.#parts;
    if (reply === mouth.reply) mouth.pump();
    else if (reply === answering.prepared) answering.checkReady();
  }

  text(reply: Reply, delta: string): void {
    const { downlink, mouth, silence } = this.#parts;
    silence.begin();
    if (reply === mouth.reply) downlink.send(replyTextEvent(reply, delta));
  }

  synthesised(reply: Reply): void {
    const { mouth } = this.#parts;
    if (reply === mouth.reply) mouth.synthesised();
    else this.audio(reply);
  }

  failed(reply: Reply, error: ParleyError): void {
    const { downlink, mouth, answering, turnTaking } = this.#parts;
    if (reply === mouth.reply) {
      if (!reply.delayed) downlink.send(errorEvent(error));
      mouth.stop();
      turnTaking.rest('reply-failed');
    } else if (reply === answering.prepared && answering.failed()) {
      downlink.send(errorEvent(error));
      turnTaking.rest('reply-failed');
    }
  }

  delayed(reply: Reply, error: ParleyError): void {
    const { downlink, mouth } = this.#parts;
    if (reply === mouth.reply) downlink.send(errorEvent(error));
  }

  /** No sound comes, and nobody has said why. */
  silent(reply: Reply): void {
    if (reply.delayed) return;
    const late = 'the sound of the reply is late; it goes on when there is some';
    this.#parts.downlink.send(errorEvent(new ParleyError('SYNTHESIS_DELAYED', late)));
  }

  /** Returns whether to apologise. A reply that may never be wanted fails in silence, and is tried again when it is. */
  responderFailed(reply: Reply, error: ParleyError): boolean {
    const { downlink, answering } = this.#parts;
    if (reply === answering.prepared && !answering.busy) {
      answering.failed();
      return false;
    }
    downlink.send(errorEvent(error));
    return true;
  }

  // ---- A reply is heard ------------------------------------------------------------------------------------

  started(reply: Reply): void {
    const { downlink, machine, limits, turnClock } = this.#parts;
    limits.activity();
    machine.to('speaking', 'first-frame');
    const spansMs = turnClock.answered(reply.marks);
    if (spansMs !== undefined) downlink.send({ type: 'turn-stats', generation: reply.generation, spansMs });
  }

  released({ generation }: Reply): void {
    this.#parts.downlink.send({ type: 'utterance-end', generation, reason: 'completed' });
  }

  completed(reply: Reply): void {
    this.#finish(reply, { heard: reply.heard.text, unheard: '' }, false);
    this.#parts.bargeIn.replyEnded();
    this.#parts.turnTaking.rest('reply-completed');
  }

  stopped(reply: Reply, text: { heard: string; unheard: string }, released: boolean): void {
    const { downlink, machine, bargeIn } = this.#parts;
    const { generation } = reply;
    this.#finish(reply, text, true);
    // Told as completed when its last frame left.
    if (!released) downlink.send({ type: 'utterance-end', generation, reason: 'stopped' });
    bargeIn.replyEnded();
    if (machine.state !== 'terminated') machine.to('listening', 'stopped');
  }

  #finish(reply: Reply, text: { heard: string; unheard: string }, interrupted: boolean): void {
    const { downlink, queue, conversation } = this.#parts;
    queue.end(reply);
    conversation.add({ role: 'assistant', text: text.heard, interrupted });
    downlink.send({
      type: 'reply-text',
      generation: reply.generation,
      text: text.heard,
      isFinal: true,
      ...(interrupted ? { unheard: text.unheard } : {}),
    });
  }
}
