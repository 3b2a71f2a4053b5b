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
  /** Accepted, and without effect: all commands of one purpose travel on one connection, without waiting for each other. */
  connection_pool_size: z.int().min(1).max(1000).default(10),
  /** How long a worker counts without a heartbeat. */
  worker_ttl_seconds: z.int().min(5).max(3600).default(30),
});
