import { FRAME_MS } from '@parley/protocol';
import {
  type BargeInPolicy,
  DEFAULT_BARGE_IN_POLICY,
  DEFAULT_PLAYOUT_POLICY,
  DEFAULT_TURN_POLICY,
  type PlayoutPolicy,
  type SessionLimits,
  type TurnPolicy,
} from '@parley/session';
import type { OrchestratorConfig } from '../config.js';

/** What a new session is given unless its client says otherwise. */
export interface SessionDefaults {
  readonly turn: TurnPolicy;
  readonly bargeIn: BargeInPolicy;
  readonly playout: PlayoutPolicy;
  readonly limits: SessionLimits;
  readonly language: string | undefined;
  readonly greeting: string | undefined;
  /** Instead of the greeting, where a conversation goes on and its client asks for it. */
  readonly returnNotice: string | undefined;
  /** Whether typed text is answered when its message does not say. */
  readonly answerText: boolean;
}

/** Speech probability for each `vad.aggressiveness`: rising, so that a higher one accepts no window more. */
const SPEECH_THRESHOLDS = [0.3, 0.4, 0.5, 0.7] as const;
/** Distance of the two thresholds of the hysteresis; Silero's own. */
const HYSTERESIS = 0.15;

export function sessionDefaults(config: OrchestratorConfig): SessionDefaults {
  const answerText =
    config.agent.mode === 'auto' ? config.llm.provider !== 'none' : config.agent.mode === 'agent';
  return {
    turn: turnPolicy(config),
    bargeIn: bargeInPolicy(config),
    playout: playoutPolicy(config),
    limits: {
      idleTimeoutMs: config.session.idle_timeout_seconds * 1000,
      maxDurationMs: config.session.max_session_duration_seconds * 1000,
      maxMessages: config.session.max_messages_per_session,
      maxQueuedTexts: config.session.max_queued_texts,
    },
    language: config.asr.language === 'auto' ? undefined : config.asr.language,
    greeting: answerText && config.agent.greeting !== '' ? config.agent.greeting : undefined,
    returnNotice: answerText && config.agent.return_notice !== '' ? config.agent.return_notice : undefined,
    answerText,
  };
}

function turnPolicy(config: OrchestratorConfig): TurnPolicy {
  const speechThreshold =
    config.vad.activation_threshold ??
    SPEECH_THRESHOLDS[config.vad.aggressiveness] ??
    DEFAULT_TURN_POLICY.speechThreshold;
  const minSilenceMs = config.turn.min_silence_ms;
  return {
    ...DEFAULT_TURN_POLICY,
    speechThreshold,
    silenceThreshold: speechThreshold - HYSTERESIS,
    minSpeechMs: config.vad.min_speech_duration_ms,
    preRollMs: config.vad.pre_roll_ms,
    speculateAfterMs: config.turn.speculate_after_ms,
    minSilenceMs,
    silenceTimeoutMs: config.vad.min_silence_duration_ms,
    maxSilenceMs: Math.max(config.turn.max_silence_ms, minSilenceMs),
    endOfTurnThreshold: config.turn.end_of_turn_threshold,
    maxTurnMs: config.asr.buffer_max_duration_s * 1000,
    continuationDetection: config.turn.continuation_detection,
    pushToTalk: config.turn.push_to_talk,
  };
}

function bargeInPolicy(config: OrchestratorConfig): BargeInPolicy {
  const given = config.barge_in;
  return {
    ...DEFAULT_BARGE_IN_POLICY,
    strategy: given.strategy,
    policy: given.policy,
    pauseThreshold: given.pause_threshold,
    pauseWindows: given.pause_windows,
    minWords: given.min_words,
    minSpeechMs: given.min_speech_ms,
    confirmSpeechMs: given.confirm_speech_ms,
    unheardSpeechMs: given.unheard_speech_ms,
    sureConfidence: given.sure_confidence,
    minConfidence: given.min_confidence,
    minProminenceDb: given.min_prominence_db,
    resumeAfterSilenceMs: given.resume_after_silence_ms,
    resumeTimeoutMs: given.resume_timeout_ms,
    backchannels: { ...DEFAULT_BARGE_IN_POLICY.backchannels, ...given.backchannels },
  };
}

function playoutPolicy(config: OrchestratorConfig): PlayoutPolicy {
  return {
    ...DEFAULT_PLAYOUT_POLICY,
    leadMs: Math.min(config.playback.lead_ms, config.playback.max_lead_ms),
    creditMs: config.transport.websocket.frame_queue_size * FRAME_MS,
  };
}
