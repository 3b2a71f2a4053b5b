import { ParleyError } from '@parley/protocol';
import type { WorkerEntry } from '../registry.js';

export const ROUTING_STRATEGIES = [
  'round_robin',
  'least_loaded',
  'least_latency',
  'random',
  'weighted',
] as const;
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];

/** Orders workers, the one to try first in front. The input is not changed. */
export type Ranking = (workers: readonly WorkerEntry[]) => WorkerEntry[];

export interface RankingOptions {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /**
   * Slots taken now, as far as this process knows. Heartbeats are seconds old; this breaks their ties, so that a
   * burst of replies does not all go to the worker that was idle at the last heartbeat.
   */
  readonly taken: (worker: string) => number;
}

/** Accepts `queue_depth` for `least_loaded`. Throws on a name that is none of the strategies. */
export function parseStrategy(name: string): RoutingStrategy {
  if (name === 'queue_depth') return 'least_loaded';
  const strategy = ROUTING_STRATEGIES.find((known) => known === name);
  if (strategy === undefined) {
    throw new ParleyError(
      'INTERNAL_ERROR',
      `routing.load_balance_strategy "${name}" is not one of ${ROUTING_STRATEGIES.join(', ')}`,
    );
  }
  return strategy;
}

export function createRanking(strategy: RoutingStrategy, options: RankingOptions): Ranking {
  switch (strategy) {
    case 'round_robin':
      return createRoundRobin();
    case 'least_loaded':
      return (workers) => sortBy(workers, queueDepth, options);
    case 'least_latency':
      return (workers) => sortBy(workers, realTimeFactor, options);
    case 'random':
      return (workers) => shuffle(workers, options.random);
    case 'weighted':
      return (workers) => sortBy(workers, weighted, options);
  }
}

/** By name, starting after the worker that came first last time: workers may come and go in between. */
function createRoundRobin(): Ranking {
  let last = '';
  return (workers) => {
    const sorted = [...workers].sort(byName);
    const start = Math.max(
      sorted.findIndex((worker) => worker.name > last),
      0,
    );
    const turned = [...sorted.slice(start), ...sorted.slice(0, start)];
    last = turned[0]?.name ?? last;
    return turned;
  };
}

function sortBy(
  workers: readonly WorkerEntry[],
  cost: (worker: WorkerEntry) => number,
  { taken }: RankingOptions,
): WorkerEntry[] {
  return workers
    .map((worker) => ({ worker, cost: cost(worker), taken: taken(worker.name) }))
    .sort((a, b) => compare(a.cost, b.cost) || a.taken - b.taken || byName(a.worker, b.worker))
    .map((scored) => scored.worker);
}

/** A plain difference is NaN for two infinities. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function queueDepth(worker: WorkerEntry): number {
  return worker.metrics['queue_depth'] ?? Number.POSITIVE_INFINITY;
}

function realTimeFactor(worker: WorkerEntry): number {
  return worker.metrics['rtf'] ?? Number.POSITIVE_INFINITY;
}

function weighted(worker: WorkerEntry): number {
  return 0.7 * queueDepth(worker) + 0.3 * realTimeFactor(worker);
}

function shuffle(workers: readonly WorkerEntry[], random: () => number): WorkerEntry[] {
  return workers
    .map((worker) => ({ worker, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map((keyed) => keyed.worker);
}

function byName(a: WorkerEntry, b: WorkerEntry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
