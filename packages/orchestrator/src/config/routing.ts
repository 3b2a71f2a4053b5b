import { z } from 'zod';
import { DEFAULT_ROUTING_POLICIES } from '../workers/index.js';
import { section } from './section.js';

const BUILT_IN_POLICIES: readonly string[] = Object.keys(DEFAULT_ROUTING_POLICIES);

/** A way to choose among workers that sessions may ask for by its name. */
const policy = z.strictObject({
  /** Capabilities that a worker must have. */
  require: z.array(z.string().min(1)).default([]),
  /** Capabilities, models or hardware that put a worker in front. */
  prefer_tags: z.array(z.string().min(1)).default([]),
  /** Overrides `prefer_resident_models`. */
  prefer_resident: z.boolean().optional(),
  /** Policies to try in turn when no worker fits. */
  fallbacks: z.array(z.string().min(1)).default([]),
});

/** How a worker is chosen. */
export const routing = section({
  /** `static` uses the worker addresses below alone. */
  mode: z.enum(['registry', 'static']).default('registry'),
  /** Which of the fitting workers; `queue_depth` is another name of `least_loaded`. */
  load_balance_strategy: z
    .enum(['round_robin', 'least_loaded', 'queue_depth', 'least_latency', 'random', 'weighted'])
    .default('least_loaded'),
  /** A session stays with its worker. */
  affinity_enabled: z.boolean().default(true),
  /** How long it does without being used. */
  affinity_ttl_s: z.int().min(1).max(86_400).default(3600),
  /** A worker counts as healthy while its heartbeat is younger than twice this. */
  health_check_interval_s: z.number().min(1).max(3600).default(30),
  /** Workers that hold the model come first. */
  prefer_resident_models: z.boolean().default(true),
  /** How long a reply waits in line while all workers are taken. */
  queue_timeout_ms: z.int().min(0).max(60_000).default(5000),
  /** By name; one named like a built-in one (`default`, `edge`, `lora`) replaces it. */
  policies: z
    .record(z.string().min(1), policy)
    .superRefine((policies, context) => {
      const known = new Set([...BUILT_IN_POLICIES, ...Object.keys(policies)]);
      for (const [name, { fallbacks }] of Object.entries(policies)) {
        for (const fallback of fallbacks) {
          if (known.has(fallback)) continue;
          const message = `falls back on "${fallback}", which is no policy`;
          context.addIssue({ code: 'custom', path: [name, 'fallbacks'], message });
        }
      }
    })
    .default({}),
  /** Synonym of `workers.tts_worker_url`. */
  static_worker_addr: z.string().min(1).optional(),
});
