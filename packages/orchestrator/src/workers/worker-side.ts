import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js';
import type { Logger, Metrics } from '@parley/runtime';
import { channelCredentials } from '@parley/runtime/grpc';
import type { Clock } from '@parley/session';
import { createChannelPool } from './channel-pool.js';
import { createWorkerFleet, type WorkerFleet } from './fleet.js';
import type { LeaseTable } from './leases/lease-table.js';
import type { WorkerKind, WorkerRegistry } from './registry.js';
import { createRouter, type RouterOptions } from './routing/router.js';
import { createWorkerTelemetry, type WorkerTelemetry } from './telemetry.js';
import type { StartTiming } from './timing.js';
import type { WorkerClient } from './worker-client.js';
import { createWorkerModels, type WorkerModels } from './worker-models.js';
import { createWorkerSessions, type WorkerSessions } from './worker-sessions.js';

/** What both ports to workers are made from. The registry and the lease table belong to the caller. */
export interface WorkerSideOptions {
  readonly registry: WorkerRegistry;
  readonly leases: LeaseTable;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Default: plain text. */
  readonly credentials?: ChannelCredentials | undefined;
  /** `grpc://host:port` of a worker that is in no registry. */
  readonly staticAddr?: string | undefined;
  readonly routing?: RoutingOptions | undefined;
  /** How long a worker session is kept for the next reply. Default 4000. */
  readonly lingerMs?: number | undefined;
  readonly startTiming?: Partial<StartTiming> | undefined;
  /** Default 10 000. */
  readonly probeIntervalMs?: number | undefined;
  /** Default 3000. */
  readonly probeTimeoutMs?: number | undefined;
  /** A worker that neither beat nor answered for this long is unhealthy. Default 60 000. */
  readonly healthyForMs?: number | undefined;
  /** Uniform in [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export type RoutingOptions = Omit<RouterOptions, 'clock' | 'random' | 'telemetry' | 'taken'>;

export interface WorkerSide<C extends WorkerClient> {
  readonly fleet: WorkerFleet;
  readonly sessions: WorkerSessions<C>;
  readonly telemetry: WorkerTelemetry;
  readonly models: WorkerModels;
  close(): Promise<void>;
}

/** Channels, probes, routing and sessions for one kind of worker, wired together. */
export function createWorkerSide<C extends WorkerClient>(
  kind: WorkerKind,
  create: (target: string, credentials: ChannelCredentials, options: ChannelOptions) => C,
  options: WorkerSideOptions,
): WorkerSide<C> {
  const { clock, leases } = options;
  const logger = options.logger.child({ workers: kind });
  const telemetry = createWorkerTelemetry(options.metrics);
  const channels = createChannelPool({ create, credentials: options.credentials ?? channelCredentials() });
  const fleet = createWorkerFleet({ ...options, kind, channels, logger, telemetry });
  const router = createRouter({
    ...options.routing,
    clock,
    telemetry,
    random: options.random ?? Math.random,
    taken: leases.taken,
  });
  const sessions = createWorkerSessions({ ...options, fleet, router, channels, logger, telemetry });
  return {
    fleet,
    sessions,
    telemetry,
    models: createWorkerModels({ fleet, channels, clock, logger }),
    async close() {
      await sessions.close();
      fleet.close();
      channels.close();
    },
  };
}
