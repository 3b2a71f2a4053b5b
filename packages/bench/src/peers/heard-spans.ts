import type { RoomEars } from '../rooms/room-ears.js';

/** A silence in what a person hears, in ms on the clock of this process. */
export interface HeardGap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What sounds after this much silence sounds again. */
const GAP_MS = 100;
const LOOK_MS = 4;

/** Watches when a plain subscriber hears the agent. Close it. */
export interface HeardSpans {
  /** When it first sounded; undefined when it has not. */
  readonly firstMs: number | undefined;
  /** The silences that ended. */
  readonly gaps: readonly HeardGap[];
  close(): void;
}

/** Forgets what was heard before. */
export function watchEars(ears: RoomEars): HeardSpans {
  ears.forget();
  let firstMs: number | undefined;
  let lastMs: number | undefined;
  const gaps: HeardGap[] = [];
  const timer = setInterval(() => {
    const nowMs = ears.plainMs;
    if (nowMs === undefined || nowMs === lastMs) return;
    firstMs ??= nowMs;
    if (lastMs !== undefined && nowMs - lastMs > GAP_MS) gaps.push({ fromMs: lastMs, toMs: nowMs });
    lastMs = nowMs;
  }, LOOK_MS);
  return {
    get firstMs() {
      return firstMs;
    },
    gaps,
    close: () => clearInterval(timer),
  };
}
