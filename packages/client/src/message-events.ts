import type { ClientEvents } from './client-events.js';
import { adviceFor } from './error-advice.js';
import type { EventEmitter } from './event-emitter.js';
import { createReplyAssembler } from './reply-assembler.js';
import type { TransportMessage } from './transports/transport.js';

/** Tells messages of the server as events of the client. */
export interface MessageEvents {
  tell(message: TransportMessage): void;
  /** Another session begins. */
  reset(): void;
}

export function createMessageEvents(events: EventEmitter<ClientEvents>): MessageEvents {
  const replies = createReplyAssembler();
  return {
    reset: () => replies.reset(),
    tell(message) {
      switch (message.type) {
        case 'state':
          events.emit('state', message);
          return;
        case 'speech':
          events.emit('speech', { active: message.active, atMs: message.at_ms });
          return;
        case 'transcript': {
          const { text, confidence, language } = message;
          events.emit('transcript', { text, isFinal: message.is_final, confidence, language });
          return;
        }
        case 'reply_text':
          events.emit('reply', replies.add(message));
          return;
        case 'stats':
          if (message.turn !== undefined)
            events.emit('turn', { generation: message.generation, spansMs: message.turn });
          return;
        case 'session_end':
          events.emit('end', { sessionId: message.session_id, reason: message.reason });
          return;
        case 'error': {
          const { code, retry_after_ms: retryAfterMs } = message;
          events.emit('error', {
            code,
            message: message.message,
            advice: adviceFor(code),
            ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
          });
          return;
        }
        default:
          return;
      }
    },
  };
}
