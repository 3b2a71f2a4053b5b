import type { ParleyError } from '@parley/protocol';
import type { SessionEvent, Transcript } from '../ports.js';
import type { Reply } from '../speaking/reply.js';

/** What was understood of the person, so far or for good. */
export function transcriptEvent({ text, confidence, language }: Transcript, isFinal: boolean): SessionEvent {
  return { type: 'transcript', text, isFinal, confidence, language };
}

/** Further text of a reply that is being spoken. */
export function replyTextEvent({ generation }: Reply, text: string): SessionEvent {
  return { type: 'reply-text', generation, text, isFinal: false };
}

export function errorEvent({ code, message, retryAfterMs }: ParleyError): SessionEvent {
  return { type: 'error', code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
