import { encodeBinaryFrame, FRAME_MS } from '@parley/protocol';
import type { SessionEvent } from '@parley/session';
import { createSessionMessages } from '../messages/session-messages.js';
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
  const messages = createSessionMessages({ sessionId, events });

  function sendMessage(event: Exclude<SessionEvent, { type: 'audio' }>): void {
    const message = messages.of(event, sequence);
    if (message !== undefined) write(JSON.stringify(message));
  }

  function sendFrame(frame: ClientFrame): void {
    sequence += 1;
    const { generation, samplePosition, pcm } = frame;
    if (binaryAudio) {
      // From Node's pool: memory of its own for each frame would be work for the garbage collector.
      write(encodeBinaryFrame({ generation, sequence, samplePosition, pcm }, Buffer.allocUnsafe));
      return;
    }
    const base64 = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64');
    const extra = events ? `,"generation":${generation},"position":${samplePosition}` : '';
    // Written by hand: fifty a second for every session, and JSON.stringify would scan the base64 for escapes.
    write(
      `{"type":"audio","pcm":"${base64}","sample_rate":${sampleRateHz},"frame_ms":${FRAME_MS},"sequence":${sequence}${extra}}`,
    );
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
          sendMessage(event);
          break;
        case 'playback':
          if (event.action === 'flush') converter?.drop();
          sendMessage(event);
          break;
        default:
          sendMessage(event);
      }
    },
  };
}
