import { join } from 'node:path';
import { createModelStore, type InstalledModel, loadCatalogue, modelsDirectory } from '@parley/models';

/** A model of the catalogue, installed when it is missing. */
export async function ensureModel(id: string): Promise<InstalledModel> {
  const store = createModelStore({
    directory: modelsDirectory(process.env),
    catalogue: await loadCatalogue(),
  });
  return store.ensure(id);
}

/** Path of one file of a model. */
export async function modelFile(id: string, name: string): Promise<string> {
  const { directory } = await ensureModel(id);
  if (directory === undefined) throw new Error(`the model ${id} has no files`);
  return join(directory, name);
}
