import {
  ORCHESTRATOR_VARIABLES,
  type OrchestratorConfig,
  orchestratorConfigSchema,
} from '@parley/orchestrator';
import { type LoadedConfig, loadConfig } from '@parley/runtime';
import type { CommandContext } from '../context.js';
import { withRedisUrl } from './redis-variables.js';

/** Options of the command line that set a key; text is read as the type of the key. */
export interface OrchestratorFlags {
  readonly config?: string;
  readonly host?: string;
  readonly port?: string;
  readonly logLevel?: string;
  /** Listens by loudness and silence alone, without models. */
  readonly withoutListeningModels?: boolean;
}

/** What is in force for an orchestrator: command line over environment over file over default. Throws `ConfigError`. */
export function loadOrchestratorConfig(
  context: CommandContext,
  flags: OrchestratorFlags,
): LoadedConfig<OrchestratorConfig> {
  return loadConfig({
    schema: orchestratorConfigSchema,
    file: flags.config,
    env: withRedisUrl(context.env),
    variables: ORCHESTRATOR_VARIABLES,
    overrides: {
      'transport.websocket.host': flags.host,
      'transport.websocket.port': flags.port,
      log_level: flags.logLevel,
      ...(flags.withoutListeningModels === true
        ? { 'vad.engine': 'energy', 'turn.end_of_turn_model': false }
        : {}),
    },
  });
}
