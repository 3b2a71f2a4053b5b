import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where models are kept: `PARLEY_MODELS_DIR`, else `parley/models` in `XDG_CACHE_HOME`, else in `~/.cache`. An
 * empty variable counts as unset.
 */
export function modelsDirectory(env: Readonly<Record<string, string | undefined>>): string {
  if (env.PARLEY_MODELS_DIR) return env.PARLEY_MODELS_DIR;
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'parley', 'models');
}
