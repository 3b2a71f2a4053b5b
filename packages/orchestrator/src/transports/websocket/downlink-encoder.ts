import { encodeBinaryFrame, FRAME_MS, type ServerMessage } from '@parley/protocol';
import type { SessionEvent, SessionState } from '@parley/session';
import type { ClientFrame, RateConverter } from './rate-converter.js';

/** Turns what a session says into messages of `/ws`, in order. Numbers frames: call it only to write at once. */
export interface DownlinkEncoder {
  encode(event: SessionEvent): void;
}

export interface DownlinkEncoderOptions {
  readonly sessionId: string;
  /** False: only `audio`, `session_end` and `error` are sent. */
  readonly events: boolean;
  readonly binaryAudio: boolean;
  readonly sampleRateHz: number;
  /** Absent when the client takes 48 kHz. Not owned. */
  readonly converter: RateConverter | undefined;
  readonly write: (message: string | Uint8Array) => void;
}

export function createDownlinkEncoder(options: DownlinkEncoderOptions): DownlinkEncoder {
  const { sessionId, events, binaryAudio, sampleRateHz, converter, write } = options;
  let sequence = 0;
  let shownState: SessionState = 'idle';

  function send(message: ServerMessage): void {
    write(JSON.stringify(message));
  }

  function sendFrame(frame: ClientFrame): void {
    sequence += 1;
    const { generation, samplePosition, pcm } = frame;
    if (binaryAudio) {
      write(encodeBinaryFrame({ generation, sequence, samplePosition, pcm }));
      return;
    }
    const base64 = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64');
    const extra = events ? `,"generation":${generation},"position":${samplePosition}` : '';
    // Written by hand: fifty a second for every session, and JSON.stringify would scan the base64 for escapes.
    write(
      `{"type":"audio","pcm":"${base64}","sample_rate":${sampleRateHz},"frame_ms":${FRAME_MS},"sequence":${sequence}${extra}}`,
    );
  }

  /** Undefined when the client sees no change. */
  function stateMessage(event: Extract<SessionEvent, { type: 'state' }>): ServerMessage | undefined {
    const state = projected(event.state);
    if (state === shownState) return undefined;
    const previous = shownState;
    shownState = state;
    return { type: 'state', session_id: sessionId, state, previous, reason: event.cause };
  }

  /** Events that clients hear of only with `events=1`. */
  function optionalMessage(event: SessionEvent): ServerMessage | undefined {
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

  function sendFrames(frames: readonly ClientFrame[]): void {
    for (const frame of frames) sendFrame(frame);
  }

  return {
    encode(event) {
      switch (event.type) {
        case 'audio':
          if (converter === undefined) sendFrame(event);
          else sendFrames(converter.push(event));
          break;
        case 'utterance-end':
          if (event.reason === 'completed') sendFrames(converter?.end() ?? []);
          else converter?.drop();
          send({ type: 'session_end', session_id: sessionId, reason: event.reason });
          break;
        case 'ended':
          send({ type: 'session_end', session_id: sessionId, reason: event.reason });
          break;
        case 'error':
          send({
            type: 'error',
            message: event.message,
            code: event.code,
            ...(event.retryAfterMs !== undefined && { retry_after_ms: event.retryAfterMs }),
          });
          break;
        default: {
          if (event.type === 'playback' && event.action === 'flush') converter?.drop();
          const message = events ? optionalMessage(event) : undefined;
          if (message !== undefined) send(message);
        }
      }
    },
  };
}

/** Clients of this surface see `processing`, the time between a turn's end and the first frame, as `listening`. */
function projected(state: SessionState): SessionState {
  return state === 'processing' ? 'listening' : state;
}
