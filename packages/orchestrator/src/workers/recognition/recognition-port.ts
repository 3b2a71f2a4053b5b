import type { ChannelCredentials } from '@grpc/grpc-js';
import type { ASRServiceClient } from '@parley/protocol/grpc';
import { loadAsrProto } from '@parley/runtime/grpc';
import type { RecognitionPort, RecognitionStream } from '@parley/session';
import { DEFAULT_RECOGNITION_TIMING, type RecognitionTiming } from '../timing.js';
import { createWaitingLine } from '../waiting-line.js';
import { createWorkerSide, type WorkerSideOptions } from '../worker-side.js';
import { openRecognitionStream } from './stream.js';

export interface RecognitionPortOptions extends WorkerSideOptions {
  /** Model to ask for. Default: the worker's own. */
  readonly model?: string | undefined;
  readonly timing?: Partial<RecognitionTiming> | undefined;
}

/** Recognition by the ASR workers of a registry. Owns its channels, probes, worker sessions and leases. */
export interface WorkerRecognition extends RecognitionPort {
  /** The client session is over: its worker sessions end now instead of after their linger. */
  endSession(sessionId: string): void;
  /** Whether any worker answers, asked now; undefined when there is none. Never rejects. */
  anyAnswers(): Promise<boolean | undefined>;
  /** Utterances that run get an error. */
  close(): Promise<void>;
}

export function createRecognitionPort(options: RecognitionPortOptions): WorkerRecognition {
  const { ASRService } = loadAsrProto().asr;
  const create = (target: string, credentials: ChannelCredentials, channel: object): ASRServiceClient =>
    new ASRService(target, credentials, channel);
  const side = createWorkerSide('asr', create, options);
  const line = createWaitingLine();
  const timing = { ...DEFAULT_RECOGNITION_TIMING, ...options.timing };
  const streams = new Set<RecognitionStream & { close(): void }>();

  return {
    open(request, sink) {
      const stream = openRecognitionStream({
        request,
        sink,
        model: options.model,
        sessions: side.sessions,
        fleet: side.fleet,
        line,
        clock: options.clock,
        logger: options.logger,
        telemetry: side.telemetry,
        timing,
        onClosed: () => streams.delete(stream),
      });
      streams.add(stream);
      return stream;
    },
    endSession: side.sessions.end,
    anyAnswers: side.fleet.anyAnswers,
    async close() {
      for (const stream of [...streams]) stream.close();
      await side.close();
    },
  };
}
