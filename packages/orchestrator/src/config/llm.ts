import { z } from 'zod';
import { section } from './section.js';

/** The language model that answers. */
export const llm = section({
  /** `openai` is anything that speaks the OpenAI API; `llama` runs in a process of this server. */
  provider: z.enum(['none', 'ollama', 'openai', 'llama']).default('none'),
  /** Anything that speaks the OpenAI API. Default: that of the provider. */
  base_url: z.string().min(1).optional(),
  /** Default: that of the provider. */
  model: z.string().min(1).optional(),
  /** Sent as bearer token. */
  api_key: z.string().min(1).optional(),
  /** Who the agent is and how it speaks. */
  system_prompt: z.string().max(20_000).optional(),
  /** As the OpenAI API has it. */
  temperature: z.number().min(0).max(2).default(0.7),
  /** Longest answer. */
  max_tokens: z.int().min(1).max(100_000).default(500),
  /** An answer that takes longer to begin has failed. */
  timeout_ms: z.int().min(100).max(600_000).default(30_000),
});
