import type { Clock, Timer } from '@parley/session';

/**
 * Tells a frozen worker from a slow one. Silence while something is owed leads to a probe; a worker that does not
 * answer it is frozen. One that answers but sends nothing for long is stalled.
 */
export interface Liveness {
  /** Whether the worker owes something now. Silence counts from the moment it began to. */
  owes(owing: boolean): void;
  /** Something came. */
  heard(): void;
  close(): void;
}

export interface LivenessOptions {
  readonly clock: Clock;
  /** Silence that leads to a probe. */
  readonly silenceMs: number;
  /** Silence that is too long even of a worker that answers probes. */
  readonly stallMs: number;
  /** Whether the worker answers. Never rejects. */
  readonly probe: () => Promise<boolean>;
  /** Called again and again while the silence lasts, with how long it has been, until closed. */
  readonly onSilent: (how: 'frozen' | 'stalled', silentMs: number) => void;
}

/** Between two probes of a worker that is silent for too long already. */
const MIN_DELAY_MS = 100;

export function createLiveness(options: LivenessOptions): Liveness {
  const { clock, silenceMs, stallMs } = options;
  let owing = false;
  let sinceMs = 0;
  let timer: Timer | undefined;
  let closed = false;

  // The timer is not moved at every frame: when it fires it looks how long the silence has been.
  function arm(delayMs: number): void {
    timer?.cancel();
    timer = clock.setTimer(delayMs, check);
  }

  function check(): void {
    timer = undefined;
    if (closed || !owing) return;
    const silentMs = clock.nowMs() - sinceMs;
    if (silentMs < silenceMs) {
      arm(silenceMs - silentMs);
    } else {
      probe(sinceMs);
    }
  }

  function probe(silentSinceMs: number): void {
    void options.probe().then((answers) => {
      if (closed || !owing) return;
      const silentMs = clock.nowMs() - sinceMs;
      if (timer === undefined) arm(Math.min(silenceMs, Math.max(stallMs - silentMs, MIN_DELAY_MS)));
      if (sinceMs !== silentSinceMs) return;
      if (!answers) options.onSilent('frozen', silentMs);
      else if (silentMs >= stallMs) options.onSilent('stalled', silentMs);
    });
  }

  return {
    owes(now) {
      if (now && !owing) {
        sinceMs = clock.nowMs();
        if (timer === undefined) arm(silenceMs);
      }
      owing = now;
    },
    heard() {
      sinceMs = clock.nowMs();
    },
    close() {
      closed = true;
      timer?.cancel();
    },
  };
}
