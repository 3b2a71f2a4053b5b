/** When the person's turn begins and ends. All times in ms of audio. */
export interface TurnPolicy {
  /** A window at or above this is speech (Silero's own default is 0.5). */
  readonly speechThreshold: number;
  /** A window below this is silence; between the two, what was before goes on (hysteresis). */
  readonly silenceThreshold: number;
  /** Speech shorter than this starts no turn. */
  readonly minSpeechMs: number;
  /** Audio kept from before the speech began, so that no first word is lost. */
  readonly preRollMs: number;
  /** Silence after which recognition and the answer start on the likely end of the turn. */
  readonly speculateAfterMs: number;
  /** With an end-of-turn model: no turn ends before this much silence. */
  readonly minSilenceMs: number;
  /** Without a model: silence that ends the turn. */
  readonly silenceTimeoutMs: number;
  /** With a model: silence after which the turn ends whatever the model says. */
  readonly maxSilenceMs: number;
  /** Probability at which the end-of-turn model counts as undecided; the higher, the later turns end. */
  readonly endOfTurnThreshold: number;
  /** Speech longer than this is cut into turns. */
  readonly maxTurnMs: number;
  /** English words that trail off ("and…", "um") wait for the longest silence. */
  readonly continuationDetection: boolean;
  /** Turns end by `commit` alone. */
  readonly pushToTalk: boolean;
}

export const DEFAULT_TURN_POLICY: TurnPolicy = {
  speechThreshold: 0.5,
  silenceThreshold: 0.35,
  minSpeechMs: 100,
  preRollMs: 500,
  speculateAfterMs: 32,
  minSilenceMs: 160,
  silenceTimeoutMs: 600,
  maxSilenceMs: 1200,
  endOfTurnThreshold: 0.5,
  maxTurnMs: 30_000,
  continuationDetection: false,
  pushToTalk: false,
};

/** What speech does while the agent speaks. */
export interface BargeInPolicy {
  /**
   * `pause-first`: hold at once, decide while silent. `confirm-first`: play on until it is certain.
   * `off`: speech does nothing to the reply.
   */
  readonly strategy: 'pause-first' | 'confirm-first' | 'off';
  /** `auto`: words decide. `resume`: always go on. `replace`: always stop. `off`: as strategy off. */
  readonly policy: 'auto' | 'resume' | 'replace' | 'off';
  /** The client hears its own output: what sounds like the reply is not taken for the person. */
  readonly echoGuard: boolean;
  /** A window at or above this holds the reply. Below the threshold of speech: a hold can be undone. */
  readonly pauseThreshold: number;
  /** Consecutive such windows (1 = 32 ms). */
  readonly pauseWindows: number;
  /** Fewer words are no interruption, unless they last twice `confirmSpeechMs`. */
  readonly minWords: number;
  /** Shorter speech is no interruption, whatever its words. */
  readonly minSpeechMs: number;
  /** Speech that long means it, whatever its words: unless they are backchannels, or none were heard. */
  readonly confirmSpeechMs: number;
  /** Speech that does not stand out, or of which no word is believed and that is not surely a voice, means it after this much. */
  readonly unheardSpeechMs: number;
  /** Words of which the recogniser is as sure as this count. Sentences measured near 0.9, inventions below 0.6. */
  readonly sureConfidence: number;
  /**
   * Words below this are none. Between the two they count when two looks agree on them, the speech stands out, and this
   * is reached by their confidence times the mean probability of speech.
   */
  readonly minConfidence: number;
  /** Speech stands out when it is this much louder than what was before it and what follows it. */
  readonly minProminenceDb: number;
  /** While the person still speaks, words count from this much speech on: those of a first moment change. */
  readonly partialWordsAfterMs: number;
  /** Shorter speech must stand out, and its words must be sure when the silence behind it was heard: grunts become words easily. */
  readonly shortSpeechMs: number;
  /** Silence after which a hold without words is resumed. */
  readonly resumeAfterSilenceMs: number;
  /** Longest wait for the recogniser's verdict after that silence; then the reply goes on. */
  readonly verdictTimeoutMs: number;
  /** A hold with neither speech nor verdict is resumed after this. */
  readonly resumeTimeoutMs: number;
  /** Words that do not interrupt, per language; compared without case and punctuation. */
  readonly backchannels: Readonly<Record<string, readonly string[]>>;
}

export const DEFAULT_BARGE_IN_POLICY: BargeInPolicy = {
  strategy: 'pause-first',
  policy: 'auto',
  echoGuard: false,
  pauseThreshold: 0.4,
  pauseWindows: 1,
  minWords: 1,
  minSpeechMs: 0,
  confirmSpeechMs: 1000,
  unheardSpeechMs: 3000,
  sureConfidence: 0.6,
  minConfidence: 0.2,
  minProminenceDb: 6,
  partialWordsAfterMs: 600,
  shortSpeechMs: 400,
  resumeAfterSilenceMs: 200,
  verdictTimeoutMs: 300,
  resumeTimeoutMs: 2000,
  backchannels: {
    en: [
      'mm',
      'mhm',
      'mmhm',
      'mm-hm',
      'mm-hmm',
      'mmm',
      'hm',
      'hmm',
      'uh',
      'uh-huh',
      'uhhuh',
      'um',
      'ah',
      'oh',
      'ooh',
      'yeah',
      'yep',
      'yup',
      'okay',
      'ok',
      'right',
      'sure',
      'i see',
      'huh',
      'aha',
      'wow',
      'well',
      'cool',
      'yes',
    ],
    de: ['mhm', 'hm', 'aha', 'ja', 'genau', 'okay', 'ach so', 'klar'],
    fr: ['mhm', 'hm', 'oui', 'ouais', "d'accord", 'ok', 'ah'],
    es: ['mhm', 'ajá', 'sí', 'claro', 'vale', 'ok'],
    zh: ['嗯', '对', '好', '是', '哦', '啊'],
  },
};

/** How audio leaves. */
export interface PlayoutPolicy {
  /** How far sent audio may lead the client's clock; what a client without `playback` events plays on after a stop. */
  readonly leadMs: number;
  /** Audio that a worker may make ahead of playout. */
  readonly creditMs: number;
  /** Between release and the ear, for clients that report nothing. */
  readonly assumedClientDelayMs: number;
}

export const DEFAULT_PLAYOUT_POLICY: PlayoutPolicy = {
  leadMs: 60,
  creditMs: 1000,
  assumedClientDelayMs: 60,
};

export interface SessionLimits {
  readonly idleTimeoutMs: number;
  readonly maxDurationMs: number;
  readonly maxMessages: number;
  /** Pieces of text that may wait to be spoken. */
  readonly maxQueuedTexts: number;
}

export const DEFAULT_SESSION_LIMITS: SessionLimits = {
  idleTimeoutMs: 300_000,
  maxDurationMs: 3_600_000,
  maxMessages: 100,
  maxQueuedTexts: 100,
};
