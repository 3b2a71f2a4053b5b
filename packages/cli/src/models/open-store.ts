import { createModelStore, loadCatalogue, type ModelStore, modelsDirectory } from '@parley/models';
import type { CommandContext } from '../context.js';

/** The models of this machine: `PARLEY_MODELS_DIR` or the cache folder, and the catalogue in `configs/`. */
export async function openModelStore(context: CommandContext): Promise<ModelStore> {
  const catalogue = await loadCatalogue(context.env.PARLEY_MODEL_CATALOGUE || undefined);
  return createModelStore({ directory: modelsDirectory(context.env), catalogue });
}
