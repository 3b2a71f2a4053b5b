import type { Clock } from '@parley/session';
import type { WorkerEntry } from '../registry.js';
import type { WorkerTelemetry } from '../telemetry.js';
import { createAffinity } from './affinity.js';
import { hasCapabilities, type RequiredCapabilities, supportsLanguage } from './filters.js';
import { countTags, DEFAULT_ROUTING_POLICIES, type RoutingPolicy } from './policy.js';
import { createRanking, type RoutingStrategy } from './strategies.js';

/** Chooses among workers. Holds the affinity of sessions and the turn of round robin; no I/O, no timers. */
export interface Router {
  /** Workers for the request, the one to try first in front, or why there is none. */
  route(request: RouteRequest, candidates: Candidates): Route;
  /** Keeps a session with the worker that serves it. */
  remember(sessionId: string, worker: string): void;
  forget(sessionId: string): void;
}

export interface RouteRequest {
  readonly sessionId: string;
  readonly language?: string | undefined;
  readonly model?: string | undefined;
  readonly capabilities?: RequiredCapabilities | undefined;
  /** Default `default`; an unknown name counts as that. */
  readonly policy?: string | undefined;
}

export interface Candidates {
  readonly registered: readonly WorkerEntry[];
  /** A worker from the configuration: used when no registered one fits, or alone in static mode. */
  readonly fixed?: WorkerEntry | undefined;
  readonly isHealthy: (worker: WorkerEntry) => boolean;
}

export type Route =
  | { readonly ok: true; readonly workers: readonly WorkerEntry[] }
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
  /** Default true. */
  readonly preferResidentModels?: boolean | undefined;
  readonly policies?: Readonly<Record<string, RoutingPolicy>> | undefined;
}

const ANY: RoutingPolicy = { require: [], preferTags: [], fallbacks: [] };

export function createRouter(options: RouterOptions): Router {
  const {
    clock,
    telemetry,
    mode = 'registry',
    affinityEnabled = true,
    preferResidentModels = true,
  } = options;
  const policies = options.policies ?? DEFAULT_ROUTING_POLICIES;
  const affinity = createAffinity({ clock, ttlMs: options.affinityTtlMs });
  const rank = createRanking(options.strategy ?? 'least_loaded', options);

  function route(request: RouteRequest, candidates: Candidates): Route {
    const startMs = clock.nowMs();
    const found = routeByPolicy(request, candidates, request.policy ?? 'default', new Set());
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

  /** Language first, then capabilities, then health: the message names the first of them that nobody meets. */
  function choose(
    request: RouteRequest,
    candidates: readonly WorkerEntry[],
    isHealthy: (worker: WorkerEntry) => boolean,
    policy: RoutingPolicy,
  ): Route {
    if (candidates.length === 0) return { ok: false, message: 'No workers available in registry' };
    const speaking = candidates.filter((worker) => supportsLanguage(worker, request.language));
    if (speaking.length === 0) {
      return { ok: false, message: `No workers support language '${request.language ?? ''}'` };
    }
    const required = {
      ...Object.fromEntries(policy.require.map((name) => [name, true])),
      ...request.capabilities,
    };
    const capable = speaking.filter((worker) => hasCapabilities(worker, required));
    if (capable.length < speaking.length) {
      telemetry.count('capability_filtered', speaking.length - capable.length);
    }
    if (capable.length === 0) return { ok: false, message: 'No workers match required capabilities' };
    const healthy = capable.filter(isHealthy);
    if (healthy.length < capable.length) telemetry.count('health_filtered', capable.length - healthy.length);
    if (healthy.length === 0) return { ok: false, message: 'All workers are unhealthy' };
    return { ok: true, workers: order(request, healthy, policy) };
  }

  function order(
    request: RouteRequest,
    healthy: readonly WorkerEntry[],
    policy: RoutingPolicy,
  ): WorkerEntry[] {
    let workers = rank(healthy);
    if (policy.preferTags.length > 0) {
      workers = stableSort(workers, (worker) => -countTags(worker, policy.preferTags));
    }
    if (policy.preferResident ?? preferResidentModels) {
      workers = inFront(workers, (worker) => isResident(worker, request.model));
    }
    if (!affinityEnabled) return workers;
    const last = affinity.get(request.sessionId);
    if (last === undefined) return workers;
    const hit = workers.some((worker) => worker.name === last);
    telemetry.count(hit ? 'affinity_hit' : 'affinity_miss');
    return hit ? inFront(workers, (worker) => worker.name === last) : workers;
  }

  return {
    route,
    remember(sessionId, worker) {
      if (affinityEnabled) affinity.set(sessionId, worker);
    },
    forget: affinity.delete,
  };
}

/** Whether the model is in memory there. Without a named model every worker has its default. */
export function isResident(worker: WorkerEntry, model: string | undefined): boolean {
  return model === undefined || model === '' || worker.resident_models.includes(model);
}

/** Those that satisfy the test before those that do not, each in their order: a sort would cost more than all the rest. */
function inFront(workers: readonly WorkerEntry[], test: (worker: WorkerEntry) => boolean): WorkerEntry[] {
  const front: WorkerEntry[] = [];
  const rest: WorkerEntry[] = [];
  for (const worker of workers) (test(worker) ? front : rest).push(worker);
  return front.concat(rest);
}

function stableSort(workers: readonly WorkerEntry[], key: (worker: WorkerEntry) => number): WorkerEntry[] {
  return [...workers].sort((a, b) => key(a) - key(b));
}
