import { DEFAULT_SESSION_LIMITS } from '@parley/session';
import { z } from 'zod';
import { section } from './section.js';

/** How long a session may last, and how much it may hold. */
export const session = section({
  /** Silence on both sides that ends the session. */
  idle_timeout_seconds: z
    .number()
    .min(10)
    .max(3600)
    .default(DEFAULT_SESSION_LIMITS.idleTimeoutMs / 1000),
  /** Ends the session, however busy it is. */
  max_session_duration_seconds: z
    .number()
    .min(60)
    .max(14_400)
    .default(DEFAULT_SESSION_LIMITS.maxDurationMs / 1000),
  /** Texts and spoken turns; the next one ends the session. */
  max_messages_per_session: z.int().min(1).max(1000).default(DEFAULT_SESSION_LIMITS.maxMessages),
  /** Pieces of text that may wait to be spoken. */
  max_queued_texts: z.int().min(1).max(1000).default(DEFAULT_SESSION_LIMITS.maxQueuedTexts),
});
