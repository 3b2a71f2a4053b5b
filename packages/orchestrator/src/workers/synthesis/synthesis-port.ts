import type { ChannelCredentials } from '@grpc/grpc-js';
import type { TTSServiceClient } from '@parley/protocol/grpc';
import { loadTtsProto } from '@parley/runtime/grpc';
import type { SynthesisPort, SynthesisStream } from '@parley/session';
import { DEFAULT_SYNTHESIS_TIMING, type SynthesisTiming } from '../timing.js';
import { createWaitingLine } from '../waiting-line.js';
import type { WorkerModels } from '../worker-models.js';
import { createWorkerSide, type WorkerSideOptions } from '../worker-side.js';
import { openSynthesisStream } from './stream.js';

export interface SynthesisPortOptions extends WorkerSideOptions {
  readonly timing?: Partial<SynthesisTiming> | undefined;
}

/** Speech from the TTS workers of a registry. Owns its channels, probes, worker sessions and leases. */
export interface WorkerSynthesis extends SynthesisPort {
  /** The client session is over: its worker sessions end now instead of after their linger. */
  endSession(sessionId: string): void;
  readonly models: WorkerModels;
  /** Whether any worker answers, asked now; undefined when there is none. Never rejects. */
  anyAnswers(): Promise<boolean | undefined>;
  /** Replies that run get an error. */
  close(): Promise<void>;
}

export function createSynthesisPort(options: SynthesisPortOptions): WorkerSynthesis {
  const { TTSService } = loadTtsProto().tts;
  const create = (target: string, credentials: ChannelCredentials, channel: object): TTSServiceClient =>
    new TTSService(target, credentials, channel);
  const side = createWorkerSide('tts', create, options);
  const line = createWaitingLine();
  const timing = { ...DEFAULT_SYNTHESIS_TIMING, ...options.timing };
  const streams = new Set<SynthesisStream & { close(): void }>();

  return {
    open(request, sink) {
      const stream = openSynthesisStream({
        request,
        sink,
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
    models: side.models,
    async close() {
      for (const stream of [...streams]) stream.close();
      await side.close();
    },
  };
}
