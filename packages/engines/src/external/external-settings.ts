import { ParleyError } from '@parley/protocol';
import { z } from 'zod';
import type { EngineModel } from '../tts-engine.js';

const schema = z.looseObject({
  url: z.url({ protocol: /^(https?|wss?)$/ }),
  model: z.string().min(1).optional(),
  voice: z.string().min(1).optional(),
  sample_rate: z.int().min(8000).max(48_000).default(24_000),
  api_key_env: z.string().min(1).optional(),
  timeout_ms: z.int().min(1).max(600_000).default(10_000),
  response_format: z.enum(['pcm', 'wav']).default('pcm'),
  options: z.array(z.string()).optional(),
  lora: z.string().min(1).optional(),
  body: z.record(z.string(), z.unknown()).default({}),
});

/** Where an external server is, and how it wants to be asked: `adapter.config`, or `settings` of a catalogue entry. */
export interface ExternalSettings {
  /** Without a slash at the end. */
  readonly url: string;
  /** The server's own name of the model. Default: the id. */
  readonly model: string;
  readonly voice: string | undefined;
  /** Of the audio that it sends, where that does not say so itself (`sample_rate`). Default 24 000. */
  readonly sampleRateHz: number;
  /** Value of the variable that `api_key_env` names. Never logged. */
  readonly apiKey: string | undefined;
  readonly apiKeyEnv: string | undefined;
  /** Longest wait for the beginning of an answer, and for each further part of it (`timeout_ms`). Default 10 000. */
  readonly timeoutMs: number;
  readonly responseFormat: 'pcm' | 'wav';
  /** Session options that the server honours; undefined: those of the adapter. */
  readonly options: readonly string[] | undefined;
  /** Variant of the model that speaks unless the session asks for another. */
  readonly lora: string | undefined;
  /** Sent with every request as it is, for what only this server knows. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Reads a model's settings, once, at load. The key comes from the environment here, so that no file or message holds
 * it. Throws `ParleyError` INVALID_MESSAGE that names the setting.
 */
export function externalSettings(
  model: EngineModel,
  defaults: Readonly<Record<string, unknown>> = {},
): ExternalSettings {
  const parsed = schema.safeParse({ ...defaults, ...model.settings });
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error);
    throw new ParleyError('INVALID_MESSAGE', `adapter.config of ${model.id} is not valid:\n${problems}`, {
      cause: parsed.error,
    });
  }
  const { data } = parsed;
  const apiKey = data.api_key_env === undefined ? undefined : process.env[data.api_key_env];
  if (data.api_key_env !== undefined && !apiKey) {
    throw new ParleyError('INVALID_MESSAGE', `${model.id} needs a key: set ${data.api_key_env}`);
  }
  return {
    url: data.url.replace(/\/+$/, ''),
    model: data.model ?? model.id,
    voice: data.voice,
    sampleRateHz: data.sample_rate,
    apiKey,
    apiKeyEnv: data.api_key_env,
    timeoutMs: data.timeout_ms,
    responseFormat: data.response_format,
    options: data.options,
    lora: data.lora,
    body: data.body,
  };
}
