import { ParleyError } from '@parley/protocol';
import type { EngineModel } from '../tts-engine.js';

/** Families whose models are on another server, by kind of worker. */
export const EXTERNAL_FAMILIES: Readonly<Record<'tts' | 'asr', readonly string[]>> = {
  tts: ['cosyvoice2', 'elevenlabs', 'openai-speech', 'sesame', 'xtts'],
  asr: ['openai-transcription'],
};

/** What an empty id selects where the configuration names no model; of other families, the family and `-default`. */
const DEFAULT_IDS: Readonly<Record<string, string>> = {
  cosyvoice2: 'cosyvoice2-en-base',
  sesame: 'sesame-base',
  xtts: 'xtts-v2-base',
};

/** The models that a worker of an external family serves. Shaped as a worker wants its source of models. */
export interface ExternalModels {
  /** What an empty model id selects when the configuration names none. */
  readonly defaultModelId: string;
  /** Throws `ParleyError` NOT_FOUND for an id of another family. */
  resolve(id: string): Promise<EngineModel>;
  list(): Promise<readonly EngineModel[]>;
}

/**
 * Models made of `adapter.config` alone, since the server behind it knows its own: any id that begins with the
 * family and a hyphen, and those that `config.models` names, each with settings of its own over the common ones.
 * `config.languages` (default `*`: any) says what to advertise; `config.directory` names a voice pack.
 */
export function createExternalModels(
  family: string,
  config: Readonly<Record<string, unknown>>,
): ExternalModels {
  const { models, ...common } = config;
  const named = new Map(Object.entries(isRecord(models) ? models : {}));
  const defaultModelId = [...named.keys()][0] ?? DEFAULT_IDS[family] ?? `${family}-default`;

  const modelOf = (id: string): EngineModel => {
    const own = named.get(id);
    const settings = { ...common, ...(isRecord(own) ? own : {}) };
    const { languages, directory } = settings;
    return {
      id,
      family,
      directory: typeof directory === 'string' ? directory : undefined,
      languages: Array.isArray(languages) ? languages.map(String) : ['*'],
      settings,
    };
  };

  return {
    defaultModelId,
    async resolve(id) {
      if (named.has(id) || id.startsWith(`${family}-`)) return modelOf(id);
      throw new ParleyError(
        'NOT_FOUND',
        `this worker serves ${family}: ids that begin with ${family}-, or are named in adapter.config.models; not ${id}`,
      );
    },
    list: async () => (named.size > 0 ? [...named.keys()] : [defaultModelId]).map(modelOf),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
