import type { ParleyError } from '@parley/protocol';
import type { HearingEvents } from '../listening/hearing.js';
import type { Transcript } from '../ports.js';
import { errorEvent, transcriptEvent } from './client-events.js';
import type { SessionParts } from './session-parts.js';

type Parts = Pick<
  SessionParts,
  | 'downlink'
  | 'machine'
  | 'hearing'
  | 'mouth'
  | 'bargeIn'
  | 'answering'
  | 'limits'
  | 'turnClock'
  | 'turnTaking'
>;

/** The person speaks: from what the ears notice to a turn that is to be answered. */
export class ListeningSide implements HearingEvents {
  readonly #parts: Parts;
  #lastPartial = '';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  speechStarted(atMs: number): void {
    const { downlink, machine, mouth, answering, limits } = this.#parts;
    limits.activity();
    downlink.send({ type: 'speech', active: true, atMs });
    if (mouth.sounding) return;
    answering.hold();
    machine.to('listening', 'speech');
  }

  dropped(announced: boolean, atMs: number): void {
    const { downlink, machine, answering, turnTaking } = this.#parts;
    if (announced) downlink.send({ type: 'speech', active: false, atMs });
    // A turn that was waiting for what might follow it is answered now.
    const waits = answering.answer('');
    if (waits || machine.state === 'listening') turnTaking.rest('no-words');
  }

  partial(transcript: Transcript): void {
    const { downlink, hearing, mouth, bargeIn, answering } = this.#parts;
    const { text, flushed } = transcript;
    if (text !== this.#lastPartial && text !== '') {
      this.#lastPartial = text;
      downlink.send(transcriptEvent(transcript, false));
    }
    if (bargeIn.partial(transcript)) return;
    if (flushed && text !== '' && !hearing.speaking && mouth.reply === undefined) answering.speculate(text);
  }

  turnEnded(atMs: number): void {
    const { downlink, machine, hearing, mouth, turnClock } = this.#parts;
    turnClock.committed(hearing.lastSpeechAtMs);
    downlink.send({ type: 'speech', active: false, atMs });
    if (!mouth.sounding) machine.to('processing', 'turn-ended');
  }

  final(transcript: Transcript | undefined): void {
    const { downlink, hearing, answering, turnClock, turnTaking } = this.#parts;
    const text = transcript?.text.trim() ?? '';
    this.#lastPartial = '';
    turnClock.recognised();
    if (transcript !== undefined && text !== '') {
      downlink.send(transcriptEvent(transcript, true));
      if (!turnTaking.accepted()) {
        if (answering.answer('')) turnTaking.rest('no-words');
        return;
      }
    }
    // A new utterance is under way: this one will be answered together with it.
    if (answering.answer(text)) {
      if (hearing.open && hearing.speaking) answering.hold();
    } else {
      turnTaking.rest('no-words');
    }
  }

  failed(error: ParleyError): void {
    this.#parts.bargeIn.recognitionFailed();
    this.#parts.downlink.send(errorEvent(error));
  }

  delayed(error: ParleyError): void {
    this.#parts.downlink.send(errorEvent(error));
  }
}
