import { DEFAULT_BARGE_IN_POLICY } from '@parley/session';
import { z } from 'zod';
import { section } from './section.js';

/** What speech does while the agent speaks. */
export const bargeIn = section({
  /** `pause-first`: hold at once, decide while silent. `confirm-first`: play on until it is certain. `off`: never stop. */
  strategy: z.enum(['pause-first', 'confirm-first', 'off']).default(DEFAULT_BARGE_IN_POLICY.strategy),
  /** `auto`: words decide. `resume`: always go on. `replace`: always stop. `off`: as strategy `off`. */
  policy: z.enum(['auto', 'resume', 'replace', 'off']).default(DEFAULT_BARGE_IN_POLICY.policy),
  /** Speech probability that holds the reply. */
  pause_threshold: z.number().min(0).max(1).default(DEFAULT_BARGE_IN_POLICY.pauseThreshold),
  /** Consecutive windows of 32 ms at or above it. */
  pause_windows: z.int().min(1).max(50).default(DEFAULT_BARGE_IN_POLICY.pauseWindows),
  /** Fewer words are no interruption, unless they last twice `confirm_speech_ms`. */
  min_words: z.int().min(1).max(100).default(DEFAULT_BARGE_IN_POLICY.minWords),
  /** Shorter speech is no interruption, whatever its words. */
  min_speech_ms: z.int().min(0).max(10_000).default(DEFAULT_BARGE_IN_POLICY.minSpeechMs),
  /** Speech that long means it, whatever its words: unless they are backchannels, or none were heard. */
  confirm_speech_ms: z.int().min(100).max(10_000).default(DEFAULT_BARGE_IN_POLICY.confirmSpeechMs),
  /** Speech no louder than what is around it, or without a believed word and not surely a voice, means it after this much. */
  unheard_speech_ms: z.int().min(100).max(30_000).default(DEFAULT_BARGE_IN_POLICY.unheardSpeechMs),
  /** Words of which the recogniser is as sure as this count. */
  sure_confidence: z.number().min(0).max(1).default(DEFAULT_BARGE_IN_POLICY.sureConfidence),
  /** Words below this are none; between the two they count when two looks agree, it is a voice, and it stands out. */
  min_confidence: z.number().min(0).max(1).default(DEFAULT_BARGE_IN_POLICY.minConfidence),
  /** Speech stands out when it is this many dB louder than what was before it and what follows it. */
  min_prominence_db: z.number().min(0).max(40).default(DEFAULT_BARGE_IN_POLICY.minProminenceDb),
  /** Silence after which a hold without words is resumed. */
  resume_after_silence_ms: z.int().min(50).max(5000).default(DEFAULT_BARGE_IN_POLICY.resumeAfterSilenceMs),
  /** A hold with neither speech nor verdict is resumed after this. */
  resume_timeout_ms: z.int().min(100).max(30_000).default(DEFAULT_BARGE_IN_POLICY.resumeTimeoutMs),
  /** Words that do not interrupt, per language; a language that is named replaces its built-in list. */
  backchannels: z.record(z.string(), z.array(z.string().min(1))).default({}),
});
