import { ParleyError } from '@parley/protocol';
import type { ModelSource } from '../worker-options.js';

/** A source cut down to the families that a worker serves; any other model is an error, never a substitute. */
export function servedSource(source: ModelSource, families: readonly string[]): ModelSource {
  return {
    async resolve(id) {
      const model = await source.resolve(id);
      if (families.includes(model.family)) return model;
      throw new ParleyError(
        'NOT_FOUND',
        `the model ${id} is of the family ${model.family}, and this worker serves ${families.join(', ')}`,
      );
    },
    list: async () => (await source.list()).filter(({ family }) => families.includes(family)),
  };
}
