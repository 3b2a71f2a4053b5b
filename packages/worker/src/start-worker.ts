import { ASR_FAMILIES, TTS_FAMILIES } from '@parley/engines';
import { ParleyError } from '@parley/protocol';
import { createSystemClock, type SystemClock } from '@parley/runtime';
import { asrPackageDefinition, loadAsrProto, loadTtsProto, ttsPackageDefinition } from '@parley/runtime/grpc';
import { asrHandlers } from './asr/asr-service.js';
import type { Recognition } from './asr/recognition.js';
import { reportCapabilities, type WorkerEntry, workerEntry } from './capabilities.js';
import { createLanePool } from './lanes/lane-pool.js';
import { createLoadMeter } from './load-meter.js';
import { createModelManager, modelManagerSettings } from './models/model-manager.js';
import { servedSource } from './models/served-source.js';
import { createStoreSource } from './models/store-source.js';
import { announcedAddress } from './server/address.js';
import { createGrpcServer, type GrpcServer } from './server/grpc-server.js';
import { createSessionTable, type SessionTable } from './sessions/session-table.js';
import type { Synthesis } from './tts/synthesis.js';
import { ttsHandlers } from './tts/tts-service.js';
import type { ModelSource, WorkerOptions } from './worker-options.js';

/** A worker that serves. Owns its gRPC server, its lanes and its models. */
export interface RunningWorker {
  /** Where orchestrators reach it: `grpc://host:port`. */
  readonly addr: string;
  /** What the registry shall say now; read it anew for every heartbeat. */
  readonly entry: WorkerEntry;
  /** Refuses new sessions, lets running calls end for up to `graceMs` (default 5 s), then closes. */
  drain(graceMs?: number): Promise<void>;
  /** Ends everything at once. Idempotent. */
  close(): Promise<void>;
}

const DEFAULT_MAX_SESSIONS = 3;
const DEFAULT_CLIENT_LOSS_GRACE_MS = 5_000;
const DEFAULT_SESSION_IDLE_TIMEOUT_MS = 600_000;
/** What a running call gets when the worker shuts down. */
const DRAIN_GRACE_MS = 5_000;
const DRAIN_POLL_MS = 20;
/** For last messages to reach their readers. */
const DELIVERY_MS = 1_000;

/**
 * Starts a worker: loads its default model, whose failure aborts the start, and then listens. Throws `ParleyError`
 * that says what to mend.
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { kind, logger, hardware = {}, grpcHost = '127.0.0.1' } = options;
  const clock = options.clock ?? createSystemClock();
  const name = options.name ?? `${kind}-${process.pid}`;
  const maxConcurrentSessions = options.maxConcurrentSessions ?? DEFAULT_MAX_SESSIONS;
  let given = await modelSource(options);
  const source = servedSource(
    { resolve: (id) => given.resolve(id), list: () => given.list() },
    options.families ?? (kind === 'tts' ? TTS_FAMILIES : ASR_FAMILIES),
  );
  const lanes = createLanePool({
    entry: new URL(kind === 'tts' ? './lanes/tts-thread.js' : './lanes/asr-thread.js', import.meta.url),
    name: `${name}-lane`,
    count: options.lanes ?? 1,
    logger,
  });
  const models = createModelManager({
    loader: {
      resolve: async (id) => {
        const model = await source.resolve(id);
        const { executionProvider, targetLufs } = options;
        if (targetLufs === undefined || options.models !== undefined) return { ...model, executionProvider };
        return { ...model, executionProvider, settings: { ...model.settings, targetLufs } };
      },
      load: (model) => lanes.load(model),
      warmUp: (id, text) => lanes.warmUp(id, text),
      unload: (id) => lanes.unload(id),
    },
    clock,
    settings: modelManagerSettings(options.modelManager),
    defaultModelId: options.defaultModelId,
    preloadModelIds: options.preloadModelIds ?? [],
    logger,
  });
  const meter = createLoadMeter();
  const table = {
    models,
    clock,
    maxConcurrentSessions,
    clientLossGraceMs: options.clientLossGraceMs ?? DEFAULT_CLIENT_LOSS_GRACE_MS,
    sessionIdleTimeoutMs: options.sessionIdleTimeoutMs ?? DEFAULT_SESSION_IDLE_TIMEOUT_MS,
  };

  try {
    await models.start();
    let languages = await languagesOf(source);
    const reload = async () => {
      given = await (options.reloadModels?.() ?? modelSource(options));
      languages = await languagesOf(source);
      await models.reload();
    };
    const report = () =>
      reportCapabilities({
        name,
        models,
        meter,
        activeSessions: () => sessions.size,
        maxConcurrentSessions,
        languages,
        declared: options.capabilities ?? {},
        hardware,
      });
    const shared = { models, reload, source, lanes, meter, capabilities: report };
    const { sessions, ...service } = kind === 'tts' ? ttsSide() : asrSide();
    const server = await createGrpcServer({
      host: grpcHost,
      port: options.grpcPort ?? 0,
      tls: options.tls,
      ...service,
    });
    server.onPeerLost((peer) => sessions.peerLost(peer));
    const addr = announcedAddress(grpcHost, server.port, options.advertiseAddr);
    logger?.info({ addr, kind, model_id: options.defaultModelId }, 'worker is ready');
    return runningWorker({
      addr,
      entry: () => workerEntry(kind, addr, report()),
      server,
      sessions,
      clock,
      release: async () => {
        await models.close();
        await lanes.close();
      },
    });

    function ttsSide() {
      const sessions = createSessionTable<Synthesis>(table);
      const handlers = ttsHandlers({ ...shared, sessions, onFrame: options.onFrame });
      const { service: definition } = loadTtsProto().tts.TTSService;
      return {
        sessions,
        handlers,
        definition,
        serviceName: 'tts.TTSService',
        packageDefinition: ttsPackageDefinition(),
      };
    }

    function asrSide() {
      const sessions = createSessionTable<Recognition>(table);
      const handlers = asrHandlers({ ...shared, sessions, clock });
      const { service: definition } = loadAsrProto().asr.ASRService;
      return {
        sessions,
        handlers,
        definition,
        serviceName: 'asr.ASRService',
        packageDefinition: asrPackageDefinition(),
      };
    }
  } catch (thrown) {
    await models.close();
    await lanes.close();
    throw ParleyError.from(thrown);
  }
}

async function modelSource(options: WorkerOptions): Promise<ModelSource> {
  if (options.models !== undefined) return options.models;
  if (options.modelsDirectory === undefined) {
    throw new ParleyError('INTERNAL_ERROR', 'a worker needs modelsDirectory, the folder of its models');
  }
  const named = [options.defaultModelId, ...(options.preloadModelIds ?? [])];
  return createStoreSource({ kind: options.kind, directory: options.modelsDirectory, named });
}

async function languagesOf(source: ModelSource): Promise<readonly string[]> {
  return [...new Set((await source.list()).flatMap((model) => model.languages))];
}

interface RunningParts {
  readonly addr: string;
  readonly entry: () => WorkerEntry;
  readonly server: GrpcServer;
  readonly sessions: SessionTable<Synthesis> | SessionTable<Recognition>;
  readonly clock: SystemClock;
  readonly release: () => Promise<void>;
}

function runningWorker(parts: RunningParts): RunningWorker {
  const { server, sessions, clock } = parts;
  let closing: Promise<void> | undefined;

  async function closeAll(graceMs: number): Promise<void> {
    sessions.close();
    await server.close(graceMs);
    await parts.release();
  }

  const worker: RunningWorker = {
    addr: parts.addr,
    get entry() {
      return parts.entry();
    },
    async drain(graceMs = DRAIN_GRACE_MS) {
      sessions.drain();
      server.setServing(false);
      const endMs = clock.nowMs() + graceMs;
      while (closing === undefined && sessions.busy > 0 && clock.nowMs() < endMs) {
        await new Promise<void>((resolve) => clock.setTimer(DRAIN_POLL_MS, resolve));
      }
      // The last frames of what has just ended may still be on their way.
      closing ??= closeAll(DELIVERY_MS);
      await closing;
    },
    close() {
      closing ??= closeAll(0);
      return closing;
    },
  };
  return worker;
}
