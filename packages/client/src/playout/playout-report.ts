export type PlayoutCause = 'progress' | 'start' | 'hold' | 'resume' | 'flush' | 'underrun' | 'end';

/** What was rendered of a generation, and why it is told now. */
export interface PlayoutReport {
  readonly cause: PlayoutCause;
  readonly generation: number;
  /** 48 kHz position of the first sample that has not been heard; faded samples count as unheard. */
  readonly samplePosition: number;
}
