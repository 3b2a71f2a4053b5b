import { DEFAULT_TURN_POLICY } from '@parley/session';
import { z } from 'zod';
import { flagOrAuto, section } from './section.js';

/** What counts as speech. */
export const vad = section({
  /** False: microphone audio is ignored. */
  enabled: z.boolean().default(true),
  /** `energy` needs no model. */
  engine: z.enum(['silero', 'energy']).default('silero'),
  /** 0 hears most, 3 least: the speech probability that counts is 0.3, 0.4, 0.5, 0.7. */
  aggressiveness: z.int().min(0).max(3).default(2),
  /** Speech probability that counts, whatever the aggressiveness. Absent: that of the aggressiveness. */
  activation_threshold: z.number().min(0.2).max(0.95).optional(),
  /** Accepted, and without effect: audio of any rate is judged at 16 kHz, which the model is made for. */
  sample_rate: z.literal([8000, 16_000, 32_000, 48_000]).default(16_000),
  /** Accepted, and without effect: the model judges windows of 32 ms, whatever the frames that audio comes in. */
  frame_duration_ms: z.literal([10, 20, 30]).default(20),
  /** Speech shorter than this starts no turn. */
  min_speech_duration_ms: z.int().min(0).max(2000).default(DEFAULT_TURN_POLICY.minSpeechMs),
  /** Silence that ends a turn when no end-of-turn model runs; with one, see `turn`. */
  min_silence_duration_ms: z.int().min(50).max(5000).default(300),
  /** Audio kept from before the speech began. */
  pre_roll_ms: z.int().min(0).max(2000).default(DEFAULT_TURN_POLICY.preRollMs),
  /** Counts windows no louder than the background as silence. `auto`: with the energy engine only. */
  noise_gate: section({
    /** `auto`: with the energy engine only. */
    enabled: z
      .union([z.boolean(), z.enum(['auto', 'true', 'false'])])
      .transform(flagOrAuto)
      .default('auto'),
    /** Windows that the floor is learnt from. */
    window_size: z.int().min(10).max(10_000).default(100),
    /** Share of those windows that lies below the floor. */
    percentile: z.number().min(0.01).max(0.99).default(0.25),
    /** Speech is louder than the floor times this. */
    threshold_multiplier: z.number().min(1).max(20).default(2.5),
    /** Least RMS that counts as speech, in 16-bit units. */
    min_threshold: z.number().min(0).max(10_000).default(200),
    /** How often the floor is learnt anew, in windows. */
    update_interval_frames: z.int().min(1).max(1000).default(10),
  }),
  /** Makes the energy engine harder to trigger while the agent speaks. */
  state_aware_gating: z.boolean().default(true),
  state_multipliers: section({
    /** Factor while the agent speaks. */
    speaking: z.number().min(0.1).max(10).default(2),
    /** Factor while it listens. */
    listening: z.number().min(0.1).max(10).default(1),
    /** Factor while the reply is held. */
    barged_in: z.number().min(0.1).max(10).default(1.2),
  }),
});
