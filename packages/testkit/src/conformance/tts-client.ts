import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { AudioFrame__Output, TextChunk, TTSServiceClient } from '@parley/protocol/grpc';
import { loadTtsProto } from '@parley/runtime/grpc';
import {
  answer,
  clientArguments,
  newSessionId,
  type Received,
  receive,
  type WorkerAddress,
} from './worker-calls.js';

/** `tts.TTSService` in the words of a test. */
export interface TtsTestClient {
  readonly raw: TTSServiceClient;
  /** Starts a session, under a new id unless one is given; returns the id. */
  start(modelId?: string, options?: Record<string, string>): Promise<string>;
  end(sessionId: string): Promise<boolean>;
  control(sessionId: string, command: number, generation?: number): ReturnType<typeof controlOf>;
  /** Opens a call; text is written by the test. */
  open(sessionId: string): SpokenCall;
  /** Speaks pieces of text to the end. */
  speak(sessionId: string, texts: readonly string[]): SpokenCall;
  close(): void;
}

export interface SpokenCall extends Received<AudioFrame__Output> {
  write(chunk: Omit<TextChunk, 'session_id'>): void;
  halfClose(): void;
  cancel(): void;
  readonly stream: ClientDuplexStream<TextChunk, AudioFrame__Output>;
}

export const PAUSE = 0;
export const RESUME = 1;
export const STOP = 2;

export function createTtsTestClient(worker: WorkerAddress): TtsTestClient {
  const raw = new (loadTtsProto().tts.TTSService)(...clientArguments(worker));

  const open = (sessionId: string): SpokenCall => {
    const stream = raw.Synthesize();
    return {
      ...receive<AudioFrame__Output>(stream),
      stream,
      write: (chunk) => void stream.write({ session_id: sessionId, ...chunk }),
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
    control: (sessionId, command, generation) => controlOf(raw, sessionId, command, generation),
    speak(sessionId, texts) {
      const call = open(sessionId);
      texts.forEach((text, index) => {
        call.write({ text, sequence_number: index + 1, is_final: index === texts.length - 1 });
      });
      call.halfClose();
      return call;
    },
    close: () => raw.close(),
  };
}

function controlOf(raw: TTSServiceClient, sessionId: string, command: number, generation?: number) {
  // An unknown command is a test of its own, so the type is widened here.
  const request = {
    session_id: sessionId,
    command: command as 0,
    ...(generation === undefined ? {} : { generation }),
  };
  return answer<{ success: boolean; message: string; timestamp_ms: number }>((callback) =>
    raw.Control(request, callback),
  );
}
