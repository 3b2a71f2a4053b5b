import { DEFAULT_TURN_POLICY } from '@parley/session';
import { z } from 'zod';
import { section } from './section.js';

/** When the person's turn ends. */
export const turn = section({
  /** False: turns end by silence alone. */
  end_of_turn_model: z.boolean().default(true),
  /** Silence after which the end-of-turn model is asked. */
  min_silence_ms: z.int().min(50).max(5000).default(DEFAULT_TURN_POLICY.minSilenceMs),
  /** Silence after which the turn ends whatever the model says. */
  max_silence_ms: z.int().min(200).max(10_000).default(DEFAULT_TURN_POLICY.maxSilenceMs),
  /** Probability from which the model counts as "finished". */
  end_of_turn_threshold: z.number().min(0).max(1).default(DEFAULT_TURN_POLICY.endOfTurnThreshold),
  /** Silence after which recognition and the answer start on the likely end of the turn. */
  speculate_after_ms: z.int().min(32).max(5000).default(DEFAULT_TURN_POLICY.speculateAfterMs),
  /** True: English words that trail off ("and…", "um") wait for the longest silence. */
  continuation_detection: z.boolean().default(DEFAULT_TURN_POLICY.continuationDetection),
  /** Turns end by `commit` alone. */
  push_to_talk: z.boolean().default(DEFAULT_TURN_POLICY.pushToTalk),
});
