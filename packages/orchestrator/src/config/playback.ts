import { DEFAULT_PLAYOUT_POLICY } from '@parley/session';
import { z } from 'zod';
import { section } from './section.js';

/** The pace at which audio leaves. */
export const playback = section({
  /** How far sent audio leads the clock; a client without `events` plays that much on after a stop. */
  lead_ms: z.int().min(20).max(500).default(DEFAULT_PLAYOUT_POLICY.leadMs),
  /** Ceiling of the former. */
  max_lead_ms: z.int().min(20).max(1000).default(100),
});
