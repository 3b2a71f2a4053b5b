import type { InstalledModel, ModelStore } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import { type CommandContext, note } from '../context.js';
import { formatBytes } from './format-bytes.js';
import { createPullProgress } from './pull-progress.js';

/** Makes sure that models are on this machine, and says so when that means a download. Throws `ParleyError`. */
export async function ensureModels(
  context: CommandContext,
  store: ModelStore,
  ids: readonly string[],
): Promise<readonly InstalledModel[]> {
  const states = await Promise.all(ids.map((id) => store.status(id)));
  const missing = states.filter(({ state }) => state === 'missing' || state === 'corrupt');
  if (missing.length > 0) {
    const bytes = missing.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    note(context, `fetching ${missing.length} models (${formatBytes(bytes)}, once) into ${store.directory}`);
  }
  const progress = createPullProgress(context);
  const models: InstalledModel[] = [];
  try {
    for (const id of ids) {
      const isMissing = missing.some(({ model }) => model.id === id);
      models.push(await store.ensure(id, isMissing ? { onProgress: progress.show } : {}));
    }
  } catch (thrown) {
    const error = ParleyError.from(thrown);
    const remedy = `parley models pull ${missing.map(({ model }) => model.id).join(' ')}`;
    throw missing.length === 0
      ? error
      : new ParleyError(error.code, `${error.message}\nOnce that is mended: ${remedy}`, { cause: thrown });
  } finally {
    progress.end();
  }
  return models;
}
