/** How long workers are waited for, all in one place. The longest silence that nobody is told of is a second. */

/** Of the start of a session on a worker. */
export interface StartTiming {
  /** For a session that needs no model loaded; twice that on the last worker there is. Default 1000. */
  readonly startTimeoutMs: number;
  /** Silence after which such a session is started on a second worker as well. Default 300. */
  readonly startPatienceMs: number;
  /** For a session whose model must be loaded first. Default 10 000. */
  readonly loadTimeoutMs: number;
}

export const DEFAULT_START_TIMING: StartTiming = {
  startTimeoutMs: 1000,
  startPatienceMs: 300,
  loadTimeoutMs: 10_000,
};

/** Of a reply. */
export interface SynthesisTiming {
  /** Silence of a worker that owes frames, after which it is probed. Default 400. */
  readonly silenceMs: number;
  /** How long a probe may take. Default 300. */
  readonly probeTimeoutMs: number;
  /** Silence after which a worker that answers probes is left for another one. Doubles at each try. Default 1500. */
  readonly stallMs: number;
  /** Silence after which it is left although there is no other. Default 10 000. */
  readonly giveUpMs: number;
  /**
   * How long a reply waits for a worker when there is none, or for sound when one was lost or does not answer, before
   * the client hears of it: within a second. A reply that has not begun, and has no worker, fails then. Default 800.
   */
  readonly noWorkerMs: number;
  /** How long a reply that has begun waits in all: a worker that is started again is there by then. Default 8000. */
  readonly resumeMs: number;
  /** How long it waits when workers are there, and all are taken. Default 5000. */
  readonly queueMs: number;
}

export const DEFAULT_SYNTHESIS_TIMING: SynthesisTiming = {
  silenceMs: 400,
  probeTimeoutMs: 300,
  stallMs: 1500,
  giveUpMs: 10_000,
  noWorkerMs: 800,
  resumeMs: 8000,
  queueMs: 5000,
};

/** Of an utterance. */
export interface RecognitionTiming {
  /** Silence of a worker that has audio to recognise, after which it is probed. Default 500. */
  readonly silenceMs: number;
  /** How long a probe may take. Default 400. */
  readonly probeTimeoutMs: number;
  /** From the end of the utterance to its transcript, for no audio at all. Default 3000. */
  readonly finalTimeoutMs: number;
  /** Added to that for each ms of audio. Default 0.5. */
  readonly finalTimeoutPerMs: number;
  /**
   * How long an utterance that has ended waits for a worker when there is none, or for its transcript when one was lost
   * or does not answer, before the client hears of it: within a second. Default 800.
   */
  readonly noWorkerMs: number;
  /** How long one that goes on waits for a worker: a worker that is started again is there by then. Default 8000. */
  readonly resumeMs: number;
  /** How long it waits when workers are there, and all are taken. Default 5000. */
  readonly queueMs: number;
  /** Audio that is kept of one utterance. Default 120 000. */
  readonly maxUtteranceMs: number;
}

export const DEFAULT_RECOGNITION_TIMING: RecognitionTiming = {
  silenceMs: 500,
  probeTimeoutMs: 400,
  finalTimeoutMs: 3000,
  finalTimeoutPerMs: 0.5,
  noWorkerMs: 800,
  resumeMs: 8000,
  queueMs: 5000,
  maxUtteranceMs: 120_000,
};
