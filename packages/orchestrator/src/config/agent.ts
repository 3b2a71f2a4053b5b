import { z } from 'zod';
import { section } from './section.js';

/** How the agent behaves. */
export const agent = section({
  /** What typed text means unless its message says so: `agent` answers it, `legacy` speaks it as given.
   * `auto`: `agent` when an LLM is configured, else `legacy`. */
  mode: z.enum(['auto', 'agent', 'legacy']).default('auto'),
  /** Spoken when a session begins in agent mode; empty for none. */
  greeting: z.string().max(2000).default("Hello! I'm your voice assistant. How can I help you today?"),
  /** Spoken in agent mode in a room whose conversation goes on after the agent or the person was gone; empty for
   * nothing. */
  return_notice: z.string().max(2000).default('We were cut off for a moment. Where were we?'),
});
