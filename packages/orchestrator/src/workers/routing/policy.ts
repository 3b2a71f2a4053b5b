import type { WorkerEntry } from '../registry.js';

/** A named way to choose among workers; a session names one in its options. */
export interface RoutingPolicy {
  /** Capabilities that must be true. */
  readonly require: readonly string[];
  /** Capabilities, models or hardware values that put a worker in front when it has them. */
  readonly preferTags: readonly string[];
  /** Overrides the router's own setting. */
  readonly preferResident?: boolean | undefined;
  /** Policies to try in turn when no worker fits this one. */
  readonly fallbacks: readonly string[];
}

export const DEFAULT_ROUTING_POLICIES: Readonly<Record<string, RoutingPolicy>> = {
  default: { require: [], preferTags: [], fallbacks: [] },
  edge: { require: ['cpu_ok'], preferTags: [], fallbacks: ['default'] },
  lora: { require: ['lora'], preferTags: [], fallbacks: [] },
};

/** How many of the tags a worker carries. */
export function countTags(worker: WorkerEntry, tags: readonly string[]): number {
  if (tags.length === 0) return 0;
  const capabilities: Readonly<Record<string, unknown>> = worker.capabilities;
  const carried = new Set([...worker.resident_models, ...Object.values(worker.hardware)]);
  return tags.filter((tag) => capabilities[tag] === true || carried.has(tag)).length;
}
