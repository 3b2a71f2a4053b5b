import type { SessionEndReason } from '@parley/protocol';
import type { SessionState, SessionStatistics } from '@parley/session';
import type { ClientSettings } from './client-settings.js';

/**
 * A transport's grip on its session. Every method returns at once and never throws: what goes wrong comes as an
 * `error` event through the downlink. After the `ended` event nothing here has an effect.
 */
export interface SessionHandle {
  /** UUID v4. */
  readonly id: string;
  /** Takes the session up again after a lost connection; undefined when it cannot be. */
  readonly resumeToken: string | undefined;
  readonly state: SessionState;
  /** Begins; the transport has told its client the id. */
  start(): void;
  /** The person's audio: mono s16 at `sampleRateHz` (8000 to 48000). The array may be kept. */
  pushAudio(pcm: Int16Array, sampleRateHz: number): void;
  text(message: TypedText): void;
  control(command: 'PAUSE' | 'RESUME' | 'STOP'): void;
  /** The person's turn ends with the audio that was pushed so far. */
  commit(): void;
  /** `samplePosition` in samples of 48 kHz. */
  reportPlayback(report: { generation: number; samplePosition: number; held: boolean }): void;
  configure(settings: ClientSettings): void;
  /** Idempotent. Frees everything the session holds; `ended` is its last event. */
  close(reason: SessionEndReason): void;
  statistics(): SessionStatistics;
}

export interface TypedText {
  readonly text: string;
  /** False: more of the same utterance follows. */
  readonly isFinal: boolean;
  /** True: answer it; false: speak it as given; undefined: as the server is configured (`agent.mode`). */
  readonly respond?: boolean | undefined;
  /** Whether speech may interrupt it. Default true. */
  readonly interruptible?: boolean | undefined;
}
