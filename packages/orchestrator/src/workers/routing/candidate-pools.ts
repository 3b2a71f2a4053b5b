import type { WorkerEntry } from '../registry.js';
import { COMPARED } from './draw.js';
import { hasCapabilities, supportsLanguage } from './filters.js';
import { countTags, type RoutingPolicy } from './policy.js';
import type { RouteRequest } from './router.js';

/** The workers that fit one kind of request, whoever asks and however they are. */
export type CandidatePool =
  | {
      readonly ok: true;
      /**
       * Best group first; within a group the strategy chooses. No group is empty; those that are longer than
       * `COMPARED` are in random order.
       */
      readonly groups: readonly (readonly WorkerEntry[])[];
      readonly find: (name: string) => WorkerEntry | undefined;
      /** Workers that lacked a capability. */
      readonly filtered: number;
    }
  | { readonly ok: false; readonly message: string; readonly filtered: number };

/**
 * Pools, made once for each list of workers and each kind of request: filtering a thousand workers takes longer than
 * all the rest of a route. A list that changed is another array; pools go with the array that they were made of.
 */
export interface CandidatePools {
  get(workers: readonly WorkerEntry[], request: RouteRequest, policy: RoutingPolicy): CandidatePool;
}

/** Languages and models come from clients: past this many kinds of request the pools of a list are made anew. */
const MAX_KINDS = 256;

export interface CandidatePoolsOptions {
  readonly preferResidentModels: boolean;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export function createCandidatePools(options: CandidatePoolsOptions): CandidatePools {
  const pools = new WeakMap<readonly WorkerEntry[], Map<string, CandidatePool>>();
  return {
    get(workers, request, policy) {
      let kinds = pools.get(workers);
      if (kinds === undefined || kinds.size >= MAX_KINDS) {
        kinds = new Map();
        pools.set(workers, kinds);
      }
      const kind = JSON.stringify([request.language, request.model, request.capabilities, policy]);
      const known = kinds.get(kind);
      if (known !== undefined) return known;
      const pool = createPool(workers, request, policy, options);
      kinds.set(kind, pool);
      return pool;
    },
  };
}

/** Language first, then capabilities: the message names the first of them that nobody meets. */
function createPool(
  workers: readonly WorkerEntry[],
  request: RouteRequest,
  policy: RoutingPolicy,
  { preferResidentModels, random }: CandidatePoolsOptions,
): CandidatePool {
  if (workers.length === 0) return { ok: false, message: 'No workers available in registry', filtered: 0 };
  const speaking = workers.filter((worker) => supportsLanguage(worker, request.language));
  if (speaking.length === 0) {
    return { ok: false, message: `No workers support language '${request.language ?? ''}'`, filtered: 0 };
  }
  const required = Object.entries({
    ...Object.fromEntries(policy.require.map((name) => [name, true])),
    ...request.capabilities,
  });
  const capable =
    required.length === 0 ? speaking : speaking.filter((worker) => hasCapabilities(worker, required));
  const filtered = speaking.length - capable.length;
  if (capable.length === 0) return { ok: false, message: 'No workers match required capabilities', filtered };
  const preferResident = policy.preferResident ?? preferResidentModels;
  const groups = group(capable, (worker) => {
    const resident = preferResident && isResident(worker, request.model) ? 1 : 0;
    return resident * (policy.preferTags.length + 1) + countTags(worker, policy.preferTags);
  });
  for (const members of groups) if (members.length > COMPARED) shuffle(members, random);
  return {
    ok: true,
    groups,
    find: createFinder(capable),
    filtered,
  };
}

/** Made when it is first needed: only sessions that have been served ask for a worker by its name. */
function createFinder(workers: readonly WorkerEntry[]): (name: string) => WorkerEntry | undefined {
  let byName: Map<string, WorkerEntry> | undefined;
  return (name) => {
    if (byName === undefined) {
      byName = new Map();
      for (const worker of workers) byName.set(worker.name, worker);
    }
    return byName.get(name);
  };
}

function group(workers: readonly WorkerEntry[], merit: (worker: WorkerEntry) => number): WorkerEntry[][] {
  const groups = new Map<number, WorkerEntry[]>();
  for (const worker of workers) {
    const its = merit(worker);
    const others = groups.get(its);
    if (others === undefined) groups.set(its, [worker]);
    else others.push(worker);
  }
  return [...groups].sort(([a], [b]) => b - a).map(([, members]) => members);
}

/** In place (Fisher and Yates). */
function shuffle(workers: WorkerEntry[], random: () => number): void {
  for (let left = workers.length; left > 1; left -= 1) {
    const at = Math.floor(random() * left);
    const [a, b] = [workers[left - 1], workers[at]];
    if (a === undefined || b === undefined) continue;
    workers[left - 1] = b;
    workers[at] = a;
  }
}

/** Whether the model is in memory there. Without a named model every worker has its default. */
export function isResident(worker: WorkerEntry, model: string | undefined): boolean {
  return model === undefined || model === '' || worker.resident_models.includes(model);
}
