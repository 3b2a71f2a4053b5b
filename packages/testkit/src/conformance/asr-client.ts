import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { ASRServiceClient, AudioChunk, TranscriptEvent__Output } from '@parley/protocol/grpc';
import { loadAsrProto } from '@parley/runtime/grpc';
import {
  answer,
  clientArguments,
  newSessionId,
  type Received,
  receive,
  type WorkerAddress,
} from './worker-calls.js';

/** `asr.ASRService` in the words of a test. */
export interface AsrTestClient {
  readonly raw: ASRServiceClient;
  /** Starts a session under a new id; returns the id. */
  start(modelId?: string, options?: Record<string, string>): Promise<string>;
  end(sessionId: string): Promise<boolean>;
  control(sessionId: string, command: number): Promise<{ success: boolean }>;
  open(sessionId: string): HeardCall;
  close(): void;
}

export interface HeardCall extends Received<TranscriptEvent__Output> {
  write(chunk: Omit<AudioChunk, 'session_id'>): void;
  /** Writes audio in chunks of 20 ms, as fast as it goes. */
  say(audio: TestAudio, utterance?: number): void;
  halfClose(): void;
  cancel(): void;
  readonly stream: ClientDuplexStream<AudioChunk, TranscriptEvent__Output>;
}

/** Mono s16. */
export interface TestAudio {
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
}

export function createAsrTestClient(worker: WorkerAddress): AsrTestClient {
  const raw = new (loadAsrProto().asr.ASRService)(...clientArguments(worker));

  const open = (sessionId: string): HeardCall => {
    const stream = raw.Recognize();
    const write = (chunk: Omit<AudioChunk, 'session_id'>) =>
      void stream.write({ session_id: sessionId, ...chunk });
    let sequence = 0;
    return {
      ...receive<TranscriptEvent__Output>(stream),
      stream,
      write,
      say({ samples, sampleRateHz }, utterance = 1) {
        const step = sampleRateHz / 50;
        for (let at = 0; at < samples.length; at += step) {
          const piece = samples.slice(at, at + step);
          const audio_data = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
          write({ audio_data, sample_rate: sampleRateHz, sequence_number: ++sequence, utterance });
        }
      },
      halfClose: () => void stream.end(),
      cancel: () => stream.cancel(),
    };
  };

  return {
    raw,
    open,
    async start(modelId = '', options = {}) {
      const id = newSessionId();
      await answer((callback) => raw.StartSession({ session_id: id, model_id: modelId, options }, callback));
      return id;
    },
    async end(sessionId) {
      const { success } = await answer<{ success: boolean }>((callback) =>
        raw.EndSession({ session_id: sessionId }, callback),
      );
      return success;
    },
    control: (sessionId, command) =>
      // An unknown command is a test of its own, so the type is widened here.
      answer<{ success: boolean }>((callback) =>
        raw.Control({ session_id: sessionId, command: command as 0 }, callback),
      ),
    close: () => raw.close(),
  };
}
