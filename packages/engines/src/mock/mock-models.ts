import { ParleyError } from '@parley/protocol';
import { z } from 'zod';
import type { ExternalModels } from '../external/external-models.js';
import type { EngineModel } from '../tts-engine.js';

const common = {
  /** What the wire has; no other is allowed. */
  sample_rate: z.literal(48_000).optional(),
  channels: z.literal(1).optional(),
  languages: z.array(z.string().min(1)).optional(),
};
const tts = z.strictObject({
  ...common,
  frequency_hz: z.number().min(20).max(20_000).optional(),
  amplitude: z.number().min(0).max(1).optional(),
  character_ms: z.number().min(1).max(1000).optional(),
  real_time_factor: z.number().min(0).max(100).optional(),
  first_audio_delay_ms: z.number().min(0).max(60_000).optional(),
});
const asr = z.strictObject({
  ...common,
  texts: z.array(z.string()).min(1).optional(),
  word_ms: z.number().min(1).max(60_000).optional(),
  delay_ms: z.number().min(0).max(60_000).optional(),
  confidence: z.number().min(0).max(1).optional(),
});
const KINDS = {
  tts: { family: 'tone', schema: tts, ids: ['mock-440', 'mock-220', 'mock-880'], ownId: 'tone-440' },
  asr: { family: 'scripted', schema: asr, ids: ['scripted'], ownId: 'scripted' },
};

/**
 * The models of adapter `mock`, which need no file: any id that begins with `mock-`, and those that `config.models`
 * names, each with settings of its own over the common ones. A number in the id of a voice is its frequency. Throws
 * `ParleyError` INVALID_MESSAGE that names a setting which is not known or out of range.
 */
export function createMockModels(
  kind: 'tts' | 'asr',
  config: Readonly<Record<string, unknown>>,
): ExternalModels {
  const { family, schema, ids, ownId } = KINDS[kind];
  const { models = {}, ...shared } = config;
  const own = read(z.record(z.string(), z.record(z.string(), z.unknown()).nullable()), models);
  const named = new Map(Object.entries(own).map(([id, settings]) => [id, modelOf(id, settings ?? {})]));
  const base = modelOf(ownId, {});

  function modelOf(id: string, settings: Readonly<Record<string, unknown>>): EngineModel {
    const frequency = kind === 'tts' ? /^mock-(\d+)$/.exec(id)?.[1] : undefined;
    const given = frequency === undefined ? {} : { frequency_hz: Number(frequency) };
    const { languages = ['mul'], ...rest } = read(schema, { ...shared, ...given, ...settings });
    const entries = Object.entries(rest).map(([key, value]) => [camelCase(key), value]);
    return { id, family, directory: undefined, languages, settings: Object.fromEntries(entries) };
  }

  const list = named.size > 0 ? [...named.keys()] : ids;
  return {
    defaultModelId: list[0] ?? ownId,
    async resolve(id) {
      const model = named.get(id) ?? (id === ownId ? base : undefined);
      if (model !== undefined) return model;
      if (/^mock-[\w.-]+$/.test(id)) return modelOf(id, {});
      throw new ParleyError(
        'NOT_FOUND',
        `this worker serves mock: ids that begin with mock-, or are named in adapter.config.models; not ${id}`,
      );
    },
    list: async () => list.map((id) => named.get(id) ?? (id === ownId ? base : modelOf(id, {}))),
  };
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ParleyError(
    'INVALID_MESSAGE',
    `adapter.config of mock is not valid:\n${z.prettifyError(parsed.error)}`,
    {
      cause: parsed.error,
    },
  );
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
