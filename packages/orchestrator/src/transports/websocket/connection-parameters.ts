import { FRAME_MS, ParleyError, SAMPLE_RATE_HZ } from '@parley/protocol';
import { z } from 'zod';

/** What the query of `/ws` says. Parameters that are not listed are ignored. */
export interface ConnectionParameters {
  readonly model: string | undefined;
  readonly language: string | undefined;
  readonly voice: string | undefined;
  /** Name of the policy by which a worker is chosen. */
  readonly routingPolicy: string | undefined;
  /** Token of the session to go on with. */
  readonly resume: string | undefined;
  /** Whether the client hears of states, transcripts, speech and the like, and freezes its buffer on a hold. */
  readonly events: boolean;
  /** Audio as binary messages (see `encodeBinaryFrame`) instead of JSON. */
  readonly binaryAudio: boolean;
  /** Rate of the agent's audio. */
  readonly sampleRateHz: number;
  /** Rate of microphone audio in binary messages, and of JSON audio that names none. */
  readonly inputRateHz: number;
  /** Undefined: the client does not say. */
  readonly echoCancellation: boolean | undefined;
}

/** The listener's default, and what recognition runs at. */
const DEFAULT_INPUT_RATE_HZ = 16_000;
const FRAMES_PER_SECOND = 1000 / FRAME_MS;

const rate = (name: string) =>
  z
    .string()
    .regex(/^\d{4,5}$/, `${name} must be a whole number from 8000 to 48000`)
    .transform(Number)
    .refine((value) => value >= 8000 && value <= 48_000, `${name} must be from 8000 to 48000`);

const flag = (name: string) =>
  z
    .enum(['0', '1', 'false', 'true'], `${name} must be 0 or 1`)
    .transform((value) => value === '1' || value === 'true');

const word = (name: string, maxLength: number) =>
  z.string().min(1, `${name} must not be empty`).max(maxLength, `${name} may have ${maxLength} characters`);

const query = z.object({
  model: word('model', 100).optional(),
  language: word('language', 35).optional(),
  voice: word('voice', 100).optional(),
  routing_policy: word('routing_policy', 100).optional(),
  resume: word('resume', 200).optional(),
  events: flag('events').optional(),
  audio: z.enum(['binary', 'json'], 'audio must be binary or json').optional(),
  sample_rate: rate('sample_rate')
    .refine(
      (value) => value % FRAMES_PER_SECOND === 0,
      'sample_rate must be a multiple of 50, for frames of 20 ms',
    )
    .optional(),
  input_rate: rate('input_rate').optional(),
  aec: flag('aec').optional(),
});

/** Throws `ParleyError` INVALID_MESSAGE that names the parameter and what is allowed. */
export function parseConnectionParameters(parameters: URLSearchParams): ConnectionParameters {
  const parsed = query.safeParse(Object.fromEntries(parameters));
  if (!parsed.success) {
    throw new ParleyError('INVALID_MESSAGE', parsed.error.issues.map((issue) => issue.message).join('; '));
  }
  const given = parsed.data;
  return {
    model: given.model,
    language: given.language,
    voice: given.voice,
    routingPolicy: given.routing_policy,
    resume: given.resume,
    events: given.events ?? false,
    binaryAudio: given.audio === 'binary',
    sampleRateHz: given.sample_rate ?? SAMPLE_RATE_HZ,
    inputRateHz: given.input_rate ?? DEFAULT_INPUT_RATE_HZ,
    echoCancellation: given.aec,
  };
}
