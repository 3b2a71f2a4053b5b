import { z } from 'zod';
import { section } from './section.js';

/** Who may connect. */
export const auth = section({
  /** `auto`: open on loopback, tokens elsewhere. `token`: tokens everywhere. `open`: no tokens anywhere. */
  mode: z.enum(['auto', 'token', 'open']).default('auto'),
  /** Bearer tokens of clients. */
  tokens: z.array(z.string().min(1)).default([]),
  /** Also opens the operators' pages. */
  admin_token: z.string().min(1).optional(),
  /** Origins other than the server's own that a browser may connect from (`https://app.example`, or `*`). */
  allowed_origins: z.array(z.string().min(1)).default([]),
});
