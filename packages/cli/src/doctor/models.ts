import type { CommandContext } from '../context.js';
import { formatBytes } from '../models/format-bytes.js';
import { openModelStore } from '../models/open-store.js';
import type { Finding } from './check.js';

/** The models of the defaults, by size and time of their files; `parley models verify` hashes them. */
export async function checkModels(context: CommandContext): Promise<Finding[]> {
  const store = await openModelStore(context);
  return Promise.all(
    store.catalogue.defaults().map(async ({ id, task }): Promise<Finding> => {
      const { state, sizeBytes, problems } = await store.status(id);
      const here = state === 'installed' || state === 'built-in';
      return {
        name: `model ${id}`,
        state: here ? 'ok' : 'missing',
        detail: `${task}, ${formatBytes(sizeBytes)}, ${here ? `in ${store.directory}` : [state, ...problems].join('; ')}`,
        remedy: here ? '' : `parley models pull ${id} (parley serve does it by itself)`,
      };
    }),
  );
}
