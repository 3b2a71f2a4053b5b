import { LOG_LEVELS } from '@parley/runtime';
import { z } from 'zod';
import { agent } from './config/agent.js';
import { asr } from './config/asr.js';
import { auth } from './config/auth.js';
import { bargeIn } from './config/barge-in.js';
import { health } from './config/health.js';
import { llm } from './config/llm.js';
import { playback } from './config/playback.js';
import { redis } from './config/redis.js';
import { routing } from './config/routing.js';
import { section } from './config/section.js';
import { session } from './config/session.js';
import { tls } from './config/tls.js';
import { tracing } from './config/tracing.js';
import { livekit, websocket } from './config/transport.js';
import { turn } from './config/turn.js';
import { vad } from './config/vad.js';
import { workers } from './config/workers.js';

export type { HealthCheckName } from './config/health.js';
export { ORCHESTRATOR_VARIABLES } from './config/variables.js';

/** All of `configs/orchestrator.yaml`. Unknown keys are errors. */
export const orchestratorConfigSchema = z.strictObject({
  transport: section({ websocket, livekit }),
  playback,
  session,
  vad,
  turn,
  barge_in: bargeIn,
  asr,
  routing,
  workers,
  redis,
  tls,
  llm,
  agent,
  /** Who answers. `auto`: `openai` or `llama` when an LLM is configured, else `rules`. */
  responder: z.enum(['auto', 'rules', 'echo', 'openai', 'llama']).default('auto'),
  auth,
  health,
  tracing,
  /** Least level that is logged. */
  log_level: z.string().toLowerCase().pipe(z.enum(LOG_LEVELS)).default('info'),
  /** `json`: one object a line. `pretty`: for a terminal. */
  log_format: z.enum(['json', 'pretty']).default('json'),
  log: section({
    /** True writes transcripts and typed text into the log. */
    content: z.boolean().default(false),
  }),
  /** How long replies may go on after SIGTERM. */
  graceful_shutdown_timeout_s: z.number().min(0).max(600).default(10),
});

export type OrchestratorConfig = z.infer<typeof orchestratorConfigSchema>;

/** The defaults, with the given keys changed. Throws `ZodError`. */
export function parseOrchestratorConfig(
  input: z.input<typeof orchestratorConfigSchema> = {},
): OrchestratorConfig {
  return orchestratorConfigSchema.parse(input);
}
