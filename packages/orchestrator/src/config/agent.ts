import { z } from 'zod';
import { section } from './section.js';

/** How the agent behaves. */
export const agent = section({
  /** What typed text means unless its message says so: `agent` answers it, `legacy` speaks it as given.
   * `auto`: `agent` when an LLM is configured, else `legacy`. */
  mode: z.enum(['auto', 'agent', 'legacy']).default('auto'),
  /** Spoken when a session begins in agent mode; empty for none. */
  greeting: z.string().max(2000).default("Hello! I'm your voice assistant. How can I help you today?"),
});
