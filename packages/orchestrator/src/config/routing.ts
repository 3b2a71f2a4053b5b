import { z } from 'zod';
import { section } from './section.js';

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
  /** Synonym of `workers.tts_worker_url`. */
  static_worker_addr: z.string().min(1).optional(),
});
