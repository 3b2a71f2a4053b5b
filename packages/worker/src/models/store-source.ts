import { createModelStore, loadCatalogue } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import type { ModelSource, WorkerKind } from '../worker-options.js';

export interface StoreSourceOptions {
  readonly kind: WorkerKind;
  /** Folder of the model store. */
  readonly directory: string;
  /** Models that the worker was told to serve. What needs no files, as test tones, is offered only among them. */
  readonly named: readonly string[];
}

/** The installed models of the catalogue that a worker of this kind can use. */
export async function createStoreSource(options: StoreSourceOptions): Promise<ModelSource> {
  const store = createModelStore({ directory: options.directory, catalogue: await loadCatalogue() });
  return {
    async resolve(id) {
      const model = await store.resolve(id);
      if (model.task !== options.kind) {
        throw new ParleyError(
          'NOT_FOUND',
          `the model ${id} is for ${model.task}, and this worker is for ${options.kind}`,
        );
      }
      return model;
    },
    async list() {
      const states = await store.list();
      const usable = states.filter(
        ({ model, state }) =>
          model.task === options.kind &&
          (state === 'installed' || (state === 'built-in' && options.named.includes(model.id))),
      );
      return Promise.all(usable.map(({ model }) => store.resolve(model.id)));
    },
  };
}
