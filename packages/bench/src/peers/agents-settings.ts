/** Settings under which the framework is measured, as they go to its `AgentSession`. */
export interface AgentsSettings {
  /** As in the names of the figures. */
  readonly name: string;
  readonly vad: object;
  readonly session: object;
  readonly output: object;
}

/** Its own models, which need an account or a licence of their own, are out: turns end by VAD, as without them. */
const WITHOUT_ITS_MODELS = { turnDetection: 'vad' } as const;

export const AGENTS_SETTINGS: readonly AgentsSettings[] = [
  {
    name: 'agents-default',
    vad: {},
    session: { turnHandling: { ...WITHOUT_ITS_MODELS, interruption: { mode: 'vad' } } },
    output: {},
  },
  {
    // For speed: as little speech, silence and queue as it takes.
    name: 'agents-tuned',
    vad: { minSpeechDuration: 32, minSilenceDuration: 200 },
    session: {
      aecWarmupDuration: null,
      turnHandling: {
        ...WITHOUT_ITS_MODELS,
        endpointing: { minDelay: 200, maxDelay: 1500 },
        interruption: { mode: 'vad', minDuration: 64, falseInterruptionTimeout: 300 },
        preemptiveGeneration: { enabled: true, preemptiveTts: true },
      },
    },
    output: { queueSizeMs: 60 },
  },
  {
    // For keeping its replies: one word does not interrupt.
    name: 'agents-words',
    vad: { minSpeechDuration: 32, minSilenceDuration: 200 },
    session: {
      aecWarmupDuration: null,
      turnHandling: {
        ...WITHOUT_ITS_MODELS,
        endpointing: { minDelay: 200, maxDelay: 1500 },
        interruption: { mode: 'vad', minDuration: 64, minWords: 2, falseInterruptionTimeout: 300 },
        preemptiveGeneration: { enabled: true, preemptiveTts: true },
      },
    },
    output: { queueSizeMs: 60 },
  },
];
