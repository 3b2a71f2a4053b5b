import { z } from 'zod';
import { section } from './section.js';

/** PEM files for the connections to workers: `ca` verifies them, `cert` and `key` are shown to them (mutual TLS). */
export const tls = section({
  /** PEM file that workers' certificates are verified with. Absent: no TLS. */
  ca: z.string().min(1).optional(),
  /** PEM file of the certificate that is shown to workers (mutual TLS). */
  cert: z.string().min(1).optional(),
  /** PEM file of its key. */
  key: z.string().min(1).optional(),
});
