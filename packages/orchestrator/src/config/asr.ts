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
  /** Language of sessions that name none. `auto` leaves it to the model. */
  language: z.string().min(2).max(35).default('en'),
  /** Longer speech is cut into turns. */
  buffer_max_duration_s: z.number().min(1).max(300).default(30),
});
