import { DEFAULT_TURN_POLICY } from '@parley/session';
import { z } from 'zod';
import { section } from './section.js';

/** When the person's turn ends. */
export const turn = section({
  /** False: turns end by silence alone. */
  end_of_turn_model: z.boolean().default(true),
  /** No turn ends before this much silence, whatever the model and the words say. */
  min_silence_ms: z.int().min(50).max(5000).default(DEFAULT_TURN_POLICY.minSilenceMs),
  /** Silence after which the turn ends whatever the model says. */
  max_silence_ms: z.int().min(200).max(10_000).default(DEFAULT_TURN_POLICY.maxSilenceMs),
  /** Probability at which the model counts as undecided; the higher, the later turns end. */
  end_of_turn_threshold: z.number().min(0).max(1).default(DEFAULT_TURN_POLICY.endOfTurnThreshold),
  /** Silence after which recognition and the answer start on the likely end of the turn. */
  speculate_after_ms: z.int().min(32).max(5000).default(DEFAULT_TURN_POLICY.speculateAfterMs),
  /** True: English words that trail off ("and…", "um") wait for the longest silence. */
  continuation_detection: z.boolean().default(DEFAULT_TURN_POLICY.continuationDetection),
  /** Turns end by `commit` alone. */
  push_to_talk: z.boolean().default(DEFAULT_TURN_POLICY.pushToTalk),
});
