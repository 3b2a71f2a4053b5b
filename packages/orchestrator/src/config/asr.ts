import { z } from 'zod';
import { flagOrAuto, section } from './section.js';

/** Recognition. */
export const asr = section({
  /** `auto`: used when an ASR worker is registered. */
  enabled: z
    .union([z.boolean(), z.enum(['auto', 'true', 'false'])])
    .transform(flagOrAuto)
    .default('auto'),
  /** Model of the catalogue; absent: the worker's default. */
  model: z.string().min(1).optional(),
  /**
   * Engine of recognisers started here and by `parley worker asr`. `whisper` and `whisperx`: the built-in one, and the
   * log says so.
   */
  adapter: z.enum(['moonshine', 'whisper', 'whisperx']).default('moonshine'),
  /** Size of the model that they load; beyond `base` it is `base`, the largest built in. Absent: the catalogue's default. */
  model_size: z.enum(['tiny', 'base', 'small', 'medium', 'large', 'large-v2', 'large-v3']).optional(),
  /** What they run on: `auto`, `cpu`, `cuda` or `cuda:N`. Which GPU `CUDA_VISIBLE_DEVICES` says, not N. */
  device: z
    .string()
    .regex(/^(auto|cpu|cuda(:\d+)?)$/, 'allowed: auto, cpu, cuda, cuda:N')
    .default('auto'),
  /** Accepted, and without effect: the files of a model have their precision (int8 weights). */
  compute_type: z.enum(['default', 'float32', 'float16', 'int8']).default('default'),
  /** Accepted, and without effect: models come from the catalogue, by `asr.model`. */
  model_path: z.string().min(1).optional(),
  /** Language of sessions that name none. `auto` leaves it to the model. */
  language: z.string().min(2).max(35).default('en'),
  /** Longer speech is cut into turns. */
  buffer_max_duration_s: z.number().min(1).max(300).default(30),
});
