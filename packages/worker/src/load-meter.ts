/** The load figures of a worker, measured; what `GetCapabilities` and the registry show. */
export interface LoadMeter {
  /** Time that an engine took for audio, both in ms. */
  worked(workMs: number, audioMs: number): void;
  /** A piece of work (a piece of text, a pass of the recogniser) was accepted and waits. */
  queued(): void;
  /** Pieces of work are done, or were dropped. */
  done(count: number): void;
  /** Work time over audio time of about the last minute of audio; 0 before the first. */
  readonly rtf: number;
  readonly queueDepth: number;
}

/** Audio over which the real-time factor is averaged. */
const MEMORY_MS = 60_000;

export function createLoadMeter(): LoadMeter {
  let workedMs = 0;
  let heardMs = 0;
  let waiting = 0;
  return {
    worked(workMs, audioMs) {
      const keep = Math.exp(-audioMs / MEMORY_MS);
      workedMs = workedMs * keep + workMs;
      heardMs = heardMs * keep + audioMs;
    },
    queued() {
      waiting++;
    },
    done(count) {
      waiting = Math.max(0, waiting - count);
    },
    get rtf() {
      return heardMs === 0 ? 0 : workedMs / heardMs;
    },
    get queueDepth() {
      return waiting;
    },
  };
}
