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
   * Slots taken now, as far as this process knows. Heartbeats are seconds old; these are added to the queue, so that
   * a burst of replies does not all go to the worker that was idle at the last heartbeat.
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
      return (workers) => sortBy(workers, queue, options);
    case 'least_latency':
      return (workers) => sortBy(workers, realTimeFactor, options);
    case 'random':
      return (workers) => shuffle(workers, options.random);
    case 'weighted':
      return (workers) => sortBy(workers, weighted, options);
  }
}

/** Names of workers that are gone are kept up to this many; then all start anew. */
const MAX_REMEMBERED_TURNS = 10_000;

/** The one that was put in front longest ago, so that nobody is passed over while others come and go. */
function createRoundRobin(): Ranking {
  const turns = new Map<string, number>();
  let turn = 0;
  return (workers) => {
    const turnOf = (worker: WorkerEntry): number => turns.get(worker.name) ?? 0;
    const ordered = [...workers].sort((a, b) => turnOf(a) - turnOf(b) || byName(a, b));
    const first = ordered[0];
    if (first !== undefined) {
      if (turns.size > MAX_REMEMBERED_TURNS) turns.clear();
      turn += 1;
      turns.set(first.name, turn);
    }
    return ordered;
  };
}

type Cost = (worker: WorkerEntry, taken: number) => number;

function sortBy(workers: readonly WorkerEntry[], cost: Cost, options: RankingOptions): WorkerEntry[] {
  return workers
    .map((worker) => {
      const taken = options.taken(worker.name);
      return { worker, cost: cost(worker, taken), taken };
    })
    .sort((a, b) => compare(a.cost, b.cost) || a.taken - b.taken || byName(a.worker, b.worker))
    .map((scored) => scored.worker);
}

/** A plain difference is NaN for two infinities. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function queue(worker: WorkerEntry, taken: number): number {
  return (worker.metrics.queue_depth ?? Number.POSITIVE_INFINITY) + taken;
}

function realTimeFactor(worker: WorkerEntry): number {
  return worker.metrics.rtf ?? Number.POSITIVE_INFINITY;
}

function weighted(worker: WorkerEntry, taken: number): number {
  return 0.7 * queue(worker, taken) + 0.3 * realTimeFactor(worker);
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
