import type { ServiceError } from '@grpc/grpc-js';
import { LISTENING_RATE_HZ } from '@parley/protocol';
import type { ASRServiceClient, AudioChunk, TranscriptEvent__Output } from '@parley/protocol/grpc';
import type { Clock } from '@parley/session';
import { watchCallEnd } from '../call-end.js';

/** One `Recognize` call for one utterance. */
export interface AsrCall {
  /** s16le, 16 kHz. */
  sendAudio(pcm: Uint8Array): void;
  sendFlush(): void;
  /** The utterance ends: FINAL follows. */
  sendFinal(): void;
  /** Half-closes after FINAL. Resolves with whether the call ended in order. */
  end(): Promise<boolean>;
  /** Discards the utterance. Resolves as `end` does. */
  stop(): Promise<boolean>;
  cancel(): void;
}

export interface AsrCallOptions {
  readonly client: ASRServiceClient;
  readonly sessionId: string;
  readonly utterance: number;
  readonly clock: Clock;
  readonly onEvent: (event: TranscriptEvent__Output) => void;
  readonly onClosed: (error: ServiceError | undefined) => void;
}

const NO_AUDIO = Buffer.alloc(0);

export function createAsrCall(options: AsrCallOptions): AsrCall {
  const { sessionId, utterance } = options;
  const call = options.client.Recognize();
  let sequence = 0;
  call.on('data', options.onEvent);
  const ending = watchCallEnd(call, options.clock, options.onClosed);

  function send(chunk: AudioChunk): void {
    if (ending.closed) return;
    sequence += 1;
    call.write({
      session_id: sessionId,
      utterance,
      sample_rate: LISTENING_RATE_HZ,
      sequence_number: sequence,
      audio_data: NO_AUDIO,
      ...chunk,
    });
  }

  return {
    sendAudio: (pcm) => send({ audio_data: pcm }),
    sendFlush: () => send({ flush: true }),
    sendFinal: () => send({ is_final: true }),
    end: ending.end,
    stop() {
      send({ control: 'STOP' });
      return ending.end();
    },
    cancel: () => call.cancel(),
  };
}
