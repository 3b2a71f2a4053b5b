import { type ServiceError, status } from '@grpc/grpc-js';
import { ParleyError } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import { fromGrpcError } from '@parley/runtime/grpc';
import type { Clock, Timer } from '@parley/session';
import type { ChannelPool, PooledChannel } from './channel-pool.js';
import { firstAnswer } from './first-answer.js';
import type { WorkerFleet } from './fleet.js';
import { fullHouse } from './full-house.js';
import type { Lease, LeaseTable } from './leases/lease-table.js';
import type { WorkerEntry } from './registry.js';
import { isResident } from './routing/candidate-pools.js';
import type { Router } from './routing/router.js';
import { findSlot } from './slot-search.js';
import type { WorkerTelemetry } from './telemetry.js';
import { DEFAULT_START_TIMING, type StartTiming } from './timing.js';
import { endSession, startSession, type WorkerClient } from './worker-client.js';

/**
 * Sessions on workers, each with its lease. One is taken when a reply or an utterance begins and kept for a short
 * linger, so that the next one of the same client starts without a round trip; an idle one gives way when its slot
 * is needed. Owns the leases and sessions it took.
 */
export interface WorkerSessions<C extends WorkerClient> {
  /** Rejects with a `ParleyError`: WORKER_UNAVAILABLE when no worker has a slot. */
  acquire(request: AcquireRequest): Promise<WorkerSession<C>>;
  /** Ends the idle worker sessions of a client session now. */
  end(sessionId: string): void;
  close(): Promise<void>;
}

export interface AcquireRequest {
  readonly sessionId: string;
  readonly model?: string | undefined;
  readonly language?: string | undefined;
  readonly options: Readonly<Record<string, string>>;
  /** Name of the policy that chooses among workers. */
  readonly routingPolicy?: string | undefined;
  readonly speculative: boolean;
  /** Names of workers not to use. */
  readonly exclude: ReadonlySet<string>;
  /** A worker does not answer; another one is asked as well, if there is one. */
  readonly onUnanswered?: ((worker: string) => void) | undefined;
}

export interface WorkerSession<C extends WorkerClient> {
  /** Its id on the worker; unique, also among the sessions of one client. */
  readonly id: string;
  readonly worker: WorkerEntry;
  readonly client: C;
  /** Gives it back. `reusable`: the worker is well and nothing runs in it any more. Idempotent. */
  release(reusable: boolean): void;
}

export interface WorkerSessionsOptions<C extends WorkerClient> {
  readonly fleet: WorkerFleet;
  readonly router: Router;
  readonly leases: LeaseTable;
  readonly channels: ChannelPool<C>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: WorkerTelemetry;
  /** Default 4000: no worker session outlives its client session by more than 5 s. */
  readonly lingerMs?: number | undefined;
  readonly startTiming?: Partial<StartTiming> | undefined;
}

interface Held<C extends WorkerClient> {
  readonly id: string;
  readonly sessionId: string;
  /** What was asked for; a session for something else is not reused. */
  readonly key: string;
  readonly worker: WorkerEntry;
  readonly lease: Lease;
  readonly channel: PooledChannel<C>;
  linger: Timer | undefined;
}

const END_TIMEOUT_MS = 1000;

export function createWorkerSessions<C extends WorkerClient>(
  options: WorkerSessionsOptions<C>,
): WorkerSessions<C> {
  const { fleet, router, leases, channels, clock, logger, telemetry } = options;
  const { lingerMs = 4000 } = options;
  const { startTimeoutMs, startPatienceMs, loadTimeoutMs } = {
    ...DEFAULT_START_TIMING,
    ...options.startTiming,
  };
  /** In order of use: the first one has been idle longest. */
  const idle = new Set<Held<C>>();
  const ending = new Set<Promise<void>>();
  let started = 0;
  let closed = false;

  async function acquire(request: AcquireRequest): Promise<WorkerSession<C>> {
    if (closed) throw new ParleyError('WORKER_UNAVAILABLE', 'the server is closing');
    const { isHealthy } = fleet.candidates();
    const { model, language, routingPolicy } = request;
    const key = JSON.stringify([model, language, routingPolicy, request.options]);
    for (const held of idle) {
      if (held.sessionId !== request.sessionId) continue;
      if (held.key === key && isHealthy(held.worker) && !request.exclude.has(held.worker.name)) {
        unpark(held);
        telemetry.count('session_reused');
        return handOut(held);
      }
    }
    return startNew(request, key);
  }

  async function startNew(request: AcquireRequest, key: string): Promise<WorkerSession<C>> {
    await router.recall(request.sessionId);
    const route = router.route(request, fleet.candidates());
    if (!route.ok) throw new ParleyError('WORKER_UNAVAILABLE', route.message);
    const { speculative } = request;
    const { workers } = route;
    let failure: ParleyError | undefined;
    const tried = new Set<WorkerEntry>();
    const held = await firstAnswer({
      clock,
      discard: (late: Held<C>) => void end(late),
      async ask() {
        const found = await findSlot({ workers, failed: tried, leases, speculative, evictIdle });
        if (found === undefined) return undefined;
        const { worker, lease } = found;
        const isPrompt = isResident(worker, request.model);
        // A busy machine may be slow to answer; with nowhere else to go, that is waited for.
        const promptMs = isOnly(workers, tried) ? startTimeoutMs * 2 : startTimeoutMs;
        tried.add(worker);
        return {
          answer: start(request, key, worker, lease, isPrompt ? promptMs : loadTimeoutMs).catch(
            async (thrown: unknown) => {
              await lease.release();
              failure = onStartFailed(worker, thrown);
              return undefined;
            },
          ),
          patienceMs: isPrompt ? startPatienceMs : undefined,
          onLate() {
            telemetry.count('session_start_late');
            request.onUnanswered?.(worker.name);
          },
        };
      },
    });
    if (held === undefined) {
      telemetry.count('lease_refused');
      throw failure ?? fullHouse();
    }
    router.remember(request.sessionId, held.worker.name);
    return handOut(held);
  }

  /** Ends the session on a worker that has been idle longest. */
  async function evictIdle(worker: WorkerEntry): Promise<boolean> {
    const victim = [...idle].find((held) => held.worker.name === worker.name);
    if (victim === undefined) return false;
    telemetry.count('session_evicted');
    unpark(victim);
    await end(victim);
    return true;
  }

  async function start(
    request: AcquireRequest,
    key: string,
    worker: WorkerEntry,
    lease: Lease,
    timeoutMs: number,
  ): Promise<Held<C>> {
    started += 1;
    const id = `${request.sessionId}:${started}`;
    const channel = channels.take(worker.addr);
    try {
      const reply = await startSession(
        channel.client,
        { session_id: id, model_id: request.model ?? '', options: { ...request.options } },
        timeoutMs,
      );
      if (!reply.success) throw new ParleyError('WORKER_UNAVAILABLE', reply.message);
    } catch (thrown) {
      // A start that timed out may still have happened.
      void endSession(channel.client, id, END_TIMEOUT_MS)
        .catch((error: unknown) => logger.debug({ err: error }, 'a failed start was not ended either'))
        .finally(() => channel.release());
      throw thrown;
    }
    telemetry.count('session_started');
    return { id, sessionId: request.sessionId, key, worker, lease, channel, linger: undefined };
  }

  function onStartFailed(worker: WorkerEntry, thrown: unknown): ParleyError {
    telemetry.count('session_start_failed');
    const error = isServiceError(thrown)
      ? fromGrpcError(thrown, 'WORKER_UNAVAILABLE')
      : ParleyError.from(thrown);
    logger.warn({ err: error, worker: worker.name }, 'a worker did not start a session');
    if (isServiceError(thrown) && isWorkerGone(thrown)) fleet.suspend(worker, error.message);
    return error.code === 'LIMIT_EXCEEDED' ? fullHouse(error) : error;
  }

  function handOut(held: Held<C>): WorkerSession<C> {
    let released = false;
    return {
      id: held.id,
      worker: held.worker,
      client: held.channel.client,
      release(reusable) {
        if (released) return;
        released = true;
        if (reusable && !closed) park(held);
        else void end(held);
      },
    };
  }

  function park(held: Held<C>): void {
    idle.add(held);
    held.linger = clock.setTimer(lingerMs, () => {
      unpark(held);
      void end(held);
    });
  }

  function unpark(held: Held<C>): void {
    held.linger?.cancel();
    idle.delete(held);
  }

  /** The slot is free once the worker has let go, or has had its time to. */
  function end(held: Held<C>): Promise<void> {
    const done = endSession(held.channel.client, held.id, END_TIMEOUT_MS)
      .catch((thrown: unknown) => {
        logger.debug({ err: thrown, worker: held.worker.name }, 'a worker session was not ended in order');
      })
      .then(() => held.lease.release())
      .catch((thrown: unknown) => logger.warn({ err: thrown }, 'a lease was not given back; it will expire'))
      .finally(() => {
        held.channel.release();
        ending.delete(done);
      });
    ending.add(done);
    return done;
  }

  return {
    acquire,
    end(sessionId) {
      router.forget(sessionId);
      for (const held of [...idle]) {
        if (held.sessionId !== sessionId) continue;
        unpark(held);
        void end(held);
      }
    },
    async close() {
      closed = true;
      for (const held of [...idle]) {
        unpark(held);
        void end(held);
      }
      await Promise.all(ending);
    },
  };
}

/** Whether no second worker is left to try. */
function isOnly(workers: Iterable<WorkerEntry>, failed: ReadonlySet<WorkerEntry>): boolean {
  let left = 0;
  for (const worker of workers) {
    if (!failed.has(worker)) left += 1;
    if (left > 1) return false;
  }
  return true;
}

export function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'number';
}

const GONE: readonly status[] = [
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  // Calls that we cancel are not listened to any more, so this is a server that shuts down.
  status.CANCELLED,
];

/** Whether the failure says that the worker itself is gone, rather than that this one request went wrong. */
export function isWorkerGone(error: ServiceError): boolean {
  return GONE.includes(error.code);
}
