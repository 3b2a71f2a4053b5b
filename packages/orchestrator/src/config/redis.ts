import { z } from 'zod';
import { section } from './section.js';

/** What orchestrators share. */
export const redis = section({
  /** Absent: registry, cache and jobs live in this process. */
  url: z.string().min(1).optional(),
  /** Database of Redis, when the URL names none. */
  db: z.int().min(0).max(15).default(0),
  /** Keys of workers begin with this. */
  worker_key_prefix: z.string().default('worker:'),
  /** How long a worker counts without a heartbeat. */
  worker_ttl_seconds: z.int().min(5).max(3600).default(30),
});
