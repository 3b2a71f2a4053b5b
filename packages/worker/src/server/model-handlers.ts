import { ParleyError } from '@parley/protocol';
import type { ModelManager } from '../models/model-manager.js';
import type { ModelSource } from '../worker-options.js';
import { unary } from './unary.js';

/** `ModelInfo` of either contract. */
interface ModelInfoMessage {
  model_id: string;
  family: string;
  is_loaded: boolean;
  languages: string[];
  metadata: Record<string, string>;
}

/** ListModels, LoadModel and UnloadModel, which both contracts have alike. */
export function modelHandlers(models: ModelManager, source: ModelSource) {
  return {
    ListModels: unary(async (): Promise<{ models: ModelInfoMessage[] }> => {
      const resident = new Map(models.resident().map((entry) => [entry.model.id, entry]));
      const installed = new Map((await source.list()).map((model) => [model.id, model]));
      for (const { model } of resident.values()) installed.set(model.id, model);
      return {
        models: [...installed.values()].map((model) => {
          const loaded = resident.get(model.id);
          return {
            model_id: model.id,
            family: model.family,
            is_loaded: loaded !== undefined,
            languages: [...model.languages],
            metadata: {
              refcount: String(loaded?.referenceCount ?? 0),
              idle_seconds: ((loaded?.idleMs ?? 0) / 1000).toFixed(1),
              ...(loaded === undefined ? {} : { sample_rate_hz: String(loaded.loaded.sampleRateHz) }),
              ...metadataOf(model.settings),
            },
          };
        }),
      };
    }),

    LoadModel: unary(async ({ model_id }: { model_id: string }) => {
      const loadMs = await models.load(model_id);
      return {
        success: true,
        message: `${model_id || models.defaultModelId} is loaded`,
        load_duration_ms: Math.round(loadMs),
      };
    }),

    UnloadModel: unary(async ({ model_id }: { model_id: string }) => {
      if (model_id === '') throw new ParleyError('INVALID_MESSAGE', 'model_id is empty');
      if (!models.resident().some(({ model }) => model.id === model_id)) await source.resolve(model_id);
      try {
        await models.unload(model_id);
      } catch (thrown) {
        const error = ParleyError.from(thrown);
        if (error.code !== 'LIMIT_EXCEEDED') throw error;
        return { success: false, message: error.message };
      }
      return { success: true, message: `${model_id} is unloaded` };
    }),
  };
}

/** Plain settings of the catalogue entry that a person choosing a voice wants to see. */
function metadataOf(settings: Readonly<Record<string, unknown>>): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const key of ['licence', 'voices']) {
    const value = settings[key];
    if (typeof value === 'string') metadata[key] = value;
    else if (Array.isArray(value)) metadata[key] = value.join(',');
  }
  return metadata;
}
