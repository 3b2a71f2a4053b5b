import type { ServerMessage } from '@parley/protocol';
import type { SessionEvent, SessionState } from '@parley/session';

/** What a session says apart from its audio, as the JSON messages that every transport sends. */
export interface SessionMessages {
  /** Undefined when clients do not hear of this event, or see no change. `sequence` is that of the last frame sent. */
  of(event: Exclude<SessionEvent, { type: 'audio' }>, sequence: number): ServerMessage | undefined;
}

export interface SessionMessagesOptions {
  readonly sessionId: string;
  /** False: only `session_end` and `error`. */
  readonly events: boolean;
}

/** One for each session: it remembers the state that its client was last shown. */
export function createSessionMessages({ sessionId, events }: SessionMessagesOptions): SessionMessages {
  let shownState: SessionState = 'idle';

  function stateMessage(event: Extract<SessionEvent, { type: 'state' }>): ServerMessage | undefined {
    const state = projected(event.state);
    if (state === shownState) return undefined;
    const previous = shownState;
    shownState = state;
    return { type: 'state', session_id: sessionId, state, previous, reason: event.cause };
  }

  function optionalMessage(
    event: Exclude<SessionEvent, { type: 'audio' }>,
    sequence: number,
  ): ServerMessage | undefined {
    switch (event.type) {
      case 'state':
        return stateMessage(event);
      case 'speech':
        return { type: 'speech', active: event.active, at_ms: event.atMs };
      case 'transcript':
        return {
          type: 'transcript',
          text: event.text,
          is_final: event.isFinal,
          confidence: event.confidence,
          language: event.language,
        };
      case 'reply-text':
        return {
          type: 'reply_text',
          generation: event.generation,
          text: event.text,
          is_final: event.isFinal,
          ...(event.unheard !== undefined && { unheard: event.unheard }),
        };
      case 'playback':
        return { type: 'playback', action: event.action, sequence, generation: event.generation };
      case 'turn-stats':
        return { type: 'stats', generation: event.generation, turn: { ...event.spansMs } };
      default:
        return undefined;
    }
  }

  return {
    of(event, sequence) {
      switch (event.type) {
        case 'utterance-end':
        case 'ended':
          return { type: 'session_end', session_id: sessionId, reason: event.reason };
        case 'error':
          return {
            type: 'error',
            message: event.message,
            code: event.code,
            ...(event.retryAfterMs !== undefined && { retry_after_ms: event.retryAfterMs }),
          };
        default:
          return events ? optionalMessage(event, sequence) : undefined;
      }
    },
  };
}

/** Clients of this surface see `processing`, the time between a turn's end and the first frame, as `listening`. */
function projected(state: SessionState): SessionState {
  return state === 'processing' ? 'listening' : state;
}
