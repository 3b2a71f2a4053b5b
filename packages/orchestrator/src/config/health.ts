import { z } from 'zod';
import { section } from './section.js';

/** Name of a dependency in `/health`. */
const healthCheckName = z.enum(['redis', 'worker', 'asr', 'llm', 'livekit', 'ffmpeg']);
export type HealthCheckName = z.infer<typeof healthCheckName>;

/** What has to work for the server to be ready. */
export const health = section({
  /** Default: `redis` when a URL is set, `worker`, and `asr` while `asr.enabled` is true. */
  required: z.array(healthCheckName).optional(),
});
