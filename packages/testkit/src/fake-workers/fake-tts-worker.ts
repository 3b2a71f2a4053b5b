import { loadTtsProto } from '@parley/runtime/grpc';
import { type FakeServer, fakeCapabilities, fakeEntry, startFakeServer } from './fake-server.js';
import { type FakeTtsCall, type FakeTtsFailures, type FakeTtsStream, speak } from './fake-tts-call.js';

export interface FakeTtsWorker extends FakeServer {
  readonly failures: FakeTtsFailures;
  readonly calls: readonly FakeTtsCall[];
  entry(): ReturnType<typeof fakeEntry>;
}

export interface FakeTtsWorkerOptions {
  readonly name: string;
  /** Default 10. */
  readonly maxSessions?: number;
  /** What it says its capacity is. Default: the truth. */
  readonly claimedSessions?: number;
  readonly failures?: FakeTtsFailures;
  /** Pause between frames. Default 0. */
  readonly frameIntervalMs?: number;
  /** Frames that go into one message, where the client allows it. Default 1. */
  readonly framesPerMessage?: number;
  /** What ListModels answers. Default: the worker does not have that call. */
  readonly installed?: readonly object[];
}

/** A TTS worker on a real gRPC server on loopback. Each word becomes three frames that can be told from others. */
export async function startFakeTtsWorker(options: FakeTtsWorkerOptions): Promise<FakeTtsWorker> {
  const { name, maxSessions = 10, frameIntervalMs = 0, framesPerMessage = 1 } = options;
  const claimed = options.claimedSessions ?? maxSessions;
  const failures = options.failures ?? {};
  const calls: FakeTtsCall[] = [];
  const server = await startFakeServer({
    service: loadTtsProto().tts.TTSService.service,
    failures,
    maxSessions,
    installed: options.installed,
    capabilities: () => ({
      capabilities: fakeCapabilities(claimed),
      resident_models: ['fake'],
      metrics: {},
      worker_name: name,
    }),
    handlers: (sessions) => ({
      Synthesize: (stream: FakeTtsStream) =>
        speak(stream, {
          sessions,
          failures,
          calls,
          frameIntervalMs,
          framesPerMessage,
          die: () => server.die(),
        }),
    }),
  });
  return Object.assign(Object.create(server) as FakeServer, {
    failures,
    calls,
    entry: () => fakeEntry('tts', name, server.port, claimed),
  });
}
