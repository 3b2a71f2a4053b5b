import type { EngineModel } from '@parley/engines';
import { ParleyError } from '@parley/protocol';
import type { ModelSource } from './worker-options.js';

/** Models without files, for tests: their engines need none. */
export function testModels(
  ...models: (Pick<EngineModel, 'id' | 'family'> & Partial<EngineModel>)[]
): ModelSource {
  const known = models.map(
    (model): EngineModel => ({ directory: undefined, languages: ['en'], settings: {}, ...model }),
  );
  return {
    async resolve(id) {
      const model = known.find((candidate) => candidate.id === id);
      if (model === undefined) throw new ParleyError('NOT_FOUND', `no model ${id}`);
      return model;
    },
    list: async () => known,
  };
}
