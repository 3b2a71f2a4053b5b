import type { Logger } from '@parley/runtime';
import type { Clock, Timer } from '@parley/session';
import type { ChannelPool } from './channel-pool.js';
import { createCircuitBreaker } from './circuit-breaker.js';
import type { WorkerEntry, WorkerKind, WorkerRegistry } from './registry.js';
import type { Candidates } from './routing/router.js';
import type { WorkerTelemetry } from './telemetry.js';
import { createWatchers } from './watchers.js';
import { type CapabilitiesReply, getCapabilities, type WorkerClient } from './worker-client.js';

/**
 * The workers of one kind as they are now: what the registry says, what their own answers say, and which of them
 * have failed. Owns the probes and their timers, not the registry and not the channels.
 */
export interface WorkerFleet {
  candidates(): Candidates;
  /** A call to the worker failed: nothing is sent there until it answers a probe. */
  suspend(worker: WorkerEntry, cause: string): void;
  /** Whether the worker answers at all within the time. Never rejects. */
  answers(worker: WorkerEntry, timeoutMs: number): Promise<boolean>;
  /** Whether any worker that seems well answers, asked now; undefined when there is no worker at all. Never rejects. */
  anyAnswers(): Promise<boolean | undefined>;
  /** Called when a worker comes, goes or recovers. Returns the function that ends the watch. */
  watch(listener: () => void): () => void;
  close(): void;
}

export interface WorkerFleetOptions {
  readonly kind: WorkerKind;
  readonly registry: WorkerRegistry;
  readonly channels: ChannelPool<WorkerClient>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: WorkerTelemetry;
  /** Milliseconds since the epoch: heartbeats carry wall time. Default `Date.now`. */
  readonly epochMs?: (() => number) | undefined;
  /** `grpc://host:port` of a worker that is in no registry. */
  readonly staticAddr?: string | undefined;
  /** Default 10 000. */
  readonly probeIntervalMs?: number | undefined;
  /** Default 3000. */
  readonly probeTimeoutMs?: number | undefined;
  /** A worker that neither beat nor answered for this long is unhealthy. Default 60 000. */
  readonly healthyForMs?: number | undefined;
}

/** What a worker said of itself, and when (our clock). */
interface Answer {
  readonly reply: CapabilitiesReply;
  readonly atMs: number;
  /** The heartbeat that was known then; a newer one overrules the answer. */
  readonly heartbeatTs: number;
}

/** Answers of a thousand workers come a hundred a second; each would make all routes be worked out anew. */
const ANSWERS_TAKEN_UP_MS = 250;
/** Workers asked in one moment. A thousand questions take the event loop a fifth of a second, and the audio with it. */
const PROBED_AT_ONCE = 20;
/** Of those that seem well, to find one that answers: a registry keeps the dead for a while, but not all are dead. */
const ASKED_FOR_ANY = 3;
/** Below what `/health` waits for a check. */
const ANY_ANSWERS_MS = 2000;

export function createWorkerFleet(options: WorkerFleetOptions): WorkerFleet {
  const { kind, registry, channels, clock, logger, telemetry } = options;
  const {
    epochMs = Date.now,
    probeIntervalMs = 10_000,
    probeTimeoutMs = 3000,
    healthyForMs = 60_000,
  } = options;
  const watchers = createWatchers();
  const answers = new Map<string, Answer>();
  /** Questions that are under way, by how long they wait and whom they ask. */
  const probes = new Map<string, Promise<boolean>>();
  const addresses = new Map<string, string>();
  const fixed = options.staticAddr === undefined ? undefined : staticEntry(kind, options.staticAddr);
  let closed = false;
  /** Undefined since the registry changed. */
  let cached: Candidates | undefined;
  let cachedAtMs = 0;

  const breaker = createCircuitBreaker({
    clock,
    probe: async (name) => {
      const worker = known().find((entry) => entry.name === name);
      // One that is gone from the registry needs no probe: a fresh registration resets the breaker.
      return worker === undefined || (await probe(worker, probeTimeoutMs));
    },
    onClosed: () => watchers.notify(),
  });

  function known(): readonly WorkerEntry[] {
    const registered = registry.list(kind);
    return fixed === undefined ? registered : [...registered, fixed];
  }

  /** All who doubt a worker at once share one question: a hundred would be the end of one that is merely slow. */
  function probe(worker: WorkerEntry, timeoutMs: number): Promise<boolean> {
    const key = `${timeoutMs} ${worker.name}`;
    const asked = probes.get(key);
    if (asked !== undefined) return asked;
    const asking = ask(worker, timeoutMs).finally(() => probes.delete(key));
    probes.set(key, asking);
    return asking;
  }

  async function ask(worker: WorkerEntry, timeoutMs: number): Promise<boolean> {
    const channel = channels.take(worker.addr);
    try {
      const reply = await getCapabilities(channel.client, timeoutMs);
      answers.set(worker.name, { reply, atMs: clock.nowMs(), heartbeatTs: worker.last_heartbeat_ts });
      return true;
    } catch (thrown) {
      telemetry.count('probe_failed');
      logger.debug({ err: thrown, worker: worker.name }, 'a worker did not answer a probe');
      return false;
    } finally {
      channel.release();
    }
  }

  function current(worker: WorkerEntry): WorkerEntry {
    const answer = answers.get(worker.name);
    if (answer === undefined || answer.heartbeatTs < worker.last_heartbeat_ts) return worker;
    return {
      ...worker,
      capabilities: answer.reply.capabilities ?? worker.capabilities,
      resident_models: answer.reply.resident_models,
      metrics: answer.reply.metrics,
    };
  }

  /** The same object while nothing changed, since routes are worked out once for each. */
  function candidates(): Candidates {
    const nowMs = clock.nowMs();
    if (cached !== undefined && nowMs - cachedAtMs < ANSWERS_TAKEN_UP_MS) return cached;
    cached = {
      registered: registry.list(kind).map(current),
      fixed: fixed === undefined ? undefined : current(fixed),
      isHealthy: (worker) => isHealthy(worker.name === fixed?.name ? fixed : worker),
    };
    cachedAtMs = nowMs;
    return cached;
  }

  function isHealthy(worker: WorkerEntry): boolean {
    if (breaker.isOpen(worker.name)) return false;
    const answer = answers.get(worker.name);
    if (answer !== undefined && clock.nowMs() - answer.atMs < healthyForMs) return true;
    return worker === fixed || epochMs() - worker.last_heartbeat_ts * 1000 < healthyForMs;
  }

  function suspend(worker: WorkerEntry, cause: string): void {
    if (closed || breaker.isOpen(worker.name)) return;
    telemetry.count('circuit_opened');
    logger.warn({ worker: worker.name, addr: worker.addr, cause }, 'worker suspended until it answers');
    answers.delete(worker.name);
    breaker.open(worker.name);
    watchers.notify();
  }

  /** Connects to workers that are new, forgets those that are gone. */
  function followRegistry(): void {
    cached = undefined;
    const workers = known();
    const now = new Map(workers.map((worker) => [worker.name, worker.addr]));
    for (const [name, addr] of addresses) {
      if (now.get(name) === addr) continue;
      addresses.delete(name);
      answers.delete(name);
      breaker.reset(name);
      channels.drop(addr);
    }
    for (const worker of workers) {
      if (addresses.has(worker.name)) continue;
      addresses.set(worker.name, worker.addr);
      // One whose clock is wrong looks dead by its heartbeat; an answer says more.
      if (isHealthy(worker)) channels.warm(worker.addr);
      else void probe(worker, probeTimeoutMs).then((answered) => answered && watchers.notify());
    }
    watchers.notify();
  }

  let nextProbes: Timer | undefined;
  /** All of them in one interval, some at a time. */
  function probeSome(workers: readonly WorkerEntry[], from: number): void {
    for (const worker of workers.slice(from, from + PROBED_AT_ONCE)) {
      if (breaker.isOpen(worker.name) || addresses.get(worker.name) !== worker.addr) continue;
      void probe(worker, probeTimeoutMs).then((answered) => {
        if (!answered) suspend(worker, 'no answer to GetCapabilities');
      });
    }
    const next = from + PROBED_AT_ONCE;
    const moments = Math.max(1, Math.ceil(workers.length / PROBED_AT_ONCE));
    nextProbes = clock.setTimer(probeIntervalMs / moments, () =>
      next < workers.length ? probeSome(workers, next) : probeSome(known(), 0),
    );
  }

  async function anyAnswers(): Promise<boolean | undefined> {
    const workers = known();
    if (workers.length === 0) return undefined;
    const asked = workers.filter(isHealthy).slice(0, ASKED_FOR_ANY);
    const asking = asked.map(async (worker) => {
      if (!(await probe(worker, ANY_ANSWERS_MS))) throw new Error(`${worker.name} does not answer`);
    });
    return Promise.any(asking).then(
      () => true,
      () => false,
    );
  }

  const unwatch = registry.watch(followRegistry);
  followRegistry();
  probeSome(known(), 0);

  return {
    candidates,
    suspend,
    answers: probe,
    anyAnswers,
    watch: watchers.add,
    close() {
      closed = true;
      unwatch();
      nextProbes?.cancel();
      breaker.close();
      watchers.clear();
    },
  };
}

/** What is assumed of a static worker until it has answered for itself. */
function staticEntry(kind: WorkerKind, addr: string): WorkerEntry {
  return {
    name: `static:${addr}`,
    kind,
    addr,
    capabilities: {
      streaming: true,
      zero_shot: false,
      lora: false,
      cpu_ok: false,
      languages: [],
      emotive_zero_prompt: false,
      max_concurrent_sessions: 3,
    },
    resident_models: [],
    metrics: {},
    audio: { sr: 48_000, frame_ms: 20 },
    hardware: {},
    last_heartbeat_ts: 0,
  };
}
