import { z } from 'zod';
import { section } from './section.js';

/** Workers that are named here instead of registering themselves. */
export const workers = section({
  /** A further candidate, used when the registry has no match: `grpc://host:port`. Default of `parley orchestrator`
   * without Redis: `grpc://localhost:7001`. */
  tts_worker_url: z.string().min(1).optional(),
  /** The same for recognition. */
  asr_worker_url: z.string().min(1).optional(),
});
