import { z } from 'zod';
import { section } from './section.js';

/** Where the trace of each turn goes. */
export const tracing = section({
  /** Collector that takes OTLP over HTTP, as `http://localhost:4318`. Absent: nothing is traced. */
  otlp_endpoint: z.url({ protocol: /^https?$/, error: 'an address with http or https' }).optional(),
  /** Headers for it, as `name=secret` with commas between. */
  otlp_headers: z
    .string()
    .regex(/^\s*[^=,\s]+\s*=[^,]*(,\s*[^=,\s]+\s*=[^,]*)*$/, 'name=value, with commas between')
    .optional(),
  /** Name of this server in the traces. */
  service_name: z.string().min(1).max(200).default('parley'),
});
