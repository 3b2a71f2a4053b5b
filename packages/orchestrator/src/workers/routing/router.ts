import type { Clock } from '@parley/session';
import type { WorkerEntry } from '../registry.js';
import type { WorkerTelemetry } from '../telemetry.js';
import { createAffinity } from './affinity.js';
import { createCandidatePools } from './candidate-pools.js';
import { draw, remembered } from './draw.js';
import type { RequiredCapabilities } from './filters.js';
import { DEFAULT_ROUTING_POLICIES, type RoutingPolicy } from './policy.js';
import type { AffinityStore } from './redis-affinity.js';
import { createRanking, type RoutingStrategy } from './strategies.js';

/** Chooses among workers. Holds the affinity of sessions and the turn of round robin; no I/O, no timers. */
export interface Router {
  /** Workers for the request, the one to try first in front, or why there is none. */
  route(request: RouteRequest, candidates: Candidates): Route;
  /** Before the first route of a session: learns which worker served it at another orchestrator. Never rejects. */
  recall(sessionId: string): Promise<void>;
  /** Keeps a session with the worker that serves it. */
  remember(sessionId: string, worker: string): void;
  /** Here; other orchestrators may still be asked for the session. */
  forget(sessionId: string): void;
}

export interface RouteRequest {
  readonly sessionId: string;
  readonly language?: string | undefined;
  readonly model?: string | undefined;
  readonly capabilities?: RequiredCapabilities | undefined;
  /** Default `default`; an unknown name counts as that. */
  readonly routingPolicy?: string | undefined;
  /** Names of workers that are not to be used, as if they were not there. */
  readonly exclude?: ReadonlySet<string> | undefined;
}

export interface Candidates {
  /** The same array as long as nothing changed: what is worked out of it is kept. */
  readonly registered: readonly WorkerEntry[];
  /** A worker from the configuration: used when no registered one fits, or alone in static mode. */
  readonly fixed?: WorkerEntry | undefined;
  readonly isHealthy: (worker: WorkerEntry) => boolean;
}

export type Route =
  /** Worked out as it is read; may be read again and is then the same. Not empty. */
  | { readonly ok: true; readonly workers: Iterable<WorkerEntry> }
  | { readonly ok: false; readonly message: string };

export interface RouterOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly telemetry: WorkerTelemetry;
  readonly taken: (worker: string) => number;
  /** Default `least_loaded`. */
  readonly strategy?: RoutingStrategy | undefined;
  /** `static` uses the fixed worker alone. Default `registry`. */
  readonly mode?: 'registry' | 'static' | undefined;
  /** Default true. */
  readonly affinityEnabled?: boolean | undefined;
  readonly affinityTtlMs?: number | undefined;
  /** What orchestrators tell each other of it. Absent: each knows its own. */
  readonly affinityStore?: AffinityStore | undefined;
  /** Default true. */
  readonly preferResidentModels?: boolean | undefined;
  readonly policies?: Readonly<Record<string, RoutingPolicy>> | undefined;
}

const ANY: RoutingPolicy = { require: [], preferTags: [], fallbacks: [] };

export function createRouter(options: RouterOptions): Router {
  const {
    clock,
    random,
    telemetry,
    mode = 'registry',
    affinityEnabled = true,
    affinityStore: store,
  } = options;
  const policies = options.policies ?? DEFAULT_ROUTING_POLICIES;
  const affinity = createAffinity({ clock, ttlMs: options.affinityTtlMs });
  const rank = createRanking(options.strategy ?? 'least_loaded', options);
  const pools = createCandidatePools({ preferResidentModels: options.preferResidentModels ?? true, random });

  function route(request: RouteRequest, candidates: Candidates): Route {
    const startMs = clock.nowMs();
    const found = routeByPolicy(request, candidates, request.routingPolicy ?? 'default', new Set());
    telemetry.count(found.ok ? 'routing_decision' : 'no_worker');
    telemetry.routingTime(clock.nowMs() - startMs);
    return found;
  }

  function routeByPolicy(
    request: RouteRequest,
    candidates: Candidates,
    name: string,
    seen: Set<string>,
  ): Route {
    seen.add(name);
    const policy = policies[name] ?? policies.default ?? ANY;
    const found = routeOnce(request, candidates, policy);
    if (found.ok) return found;
    for (const fallback of policy.fallbacks) {
      if (seen.has(fallback)) continue;
      const other = routeByPolicy(request, candidates, fallback, seen);
      if (other.ok) return other;
    }
    return found;
  }

  function routeOnce(request: RouteRequest, candidates: Candidates, policy: RoutingPolicy): Route {
    const fixed = candidates.fixed === undefined ? [] : [candidates.fixed];
    if (mode === 'static') return choose(request, fixed, candidates.isHealthy, policy);
    const found = choose(request, candidates.registered, candidates.isHealthy, policy);
    if (found.ok || fixed.length === 0) return found;
    const byHand = choose(request, fixed, candidates.isHealthy, policy);
    return byHand.ok ? byHand : found;
  }

  function choose(
    request: RouteRequest,
    candidates: readonly WorkerEntry[],
    isHealthy: (worker: WorkerEntry) => boolean,
    policy: RoutingPolicy,
  ): Route {
    const pool = pools.get(candidates, request, policy);
    if (pool.filtered > 0) telemetry.count('capability_filtered', pool.filtered);
    if (!pool.ok) return pool;
    let left = 0;
    const isUsable = (worker: WorkerEntry): boolean => {
      if (request.exclude?.has(worker.name) === true) return false;
      left += 1;
      if (isHealthy(worker)) return true;
      telemetry.count('health_filtered');
      return false;
    };
    const workers = remembered(inOrder(pool.groups, lastWorker(request, pool.find, isUsable), isUsable));
    const [first] = workers;
    if (first !== undefined) return { ok: true, workers };
    const message = left === 0 ? 'No workers available in registry' : 'All workers are unhealthy';
    return { ok: false, message };
  }

  function* inOrder(
    groups: readonly (readonly WorkerEntry[])[],
    last: WorkerEntry | undefined,
    isUsable: (worker: WorkerEntry) => boolean,
  ): Generator<WorkerEntry, void> {
    if (last !== undefined) yield last;
    yield* draw({ groups, rank, random, isUsable: (worker) => worker !== last && isUsable(worker) });
  }

  /** The worker that served the session last, if it would do this time. */
  function lastWorker(
    request: RouteRequest,
    find: (name: string) => WorkerEntry | undefined,
    isUsable: (worker: WorkerEntry) => boolean,
  ): WorkerEntry | undefined {
    const name = affinityEnabled ? affinity.get(request.sessionId) : undefined;
    if (name === undefined) return undefined;
    const worker = find(name);
    const hit = worker !== undefined && isUsable(worker);
    telemetry.count(hit ? 'affinity_hit' : 'affinity_miss');
    return hit ? worker : undefined;
  }

  return {
    route,
    async recall(sessionId) {
      if (!affinityEnabled || affinity.get(sessionId) !== undefined) return;
      const worker = await store?.load(sessionId);
      if (worker !== undefined) affinity.set(sessionId, worker);
    },
    remember(sessionId, worker) {
      if (!affinityEnabled) return;
      affinity.set(sessionId, worker);
      store?.save(sessionId, worker);
    },
    forget: affinity.delete,
  };
}
