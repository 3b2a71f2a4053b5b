import type { Clock, Session } from '@parley/session';

const POLL_MS = 50;
/** Between two texts of a queue a session may look idle for a moment: quiet is what stays so. */
const QUIET_POLLS = 4;

export interface AwaitQuietOptions {
  readonly clock: Clock;
  /** Shrinks as sessions end. */
  readonly sessions: { readonly size: number; keys(): Iterable<Session> };
  readonly graceMs: number;
  /** Whether a session still has something to say. */
  readonly busy: (session: Session) => boolean;
  /** A session has nothing more to say. */
  readonly onQuiet: (session: Session) => void;
}

/** Resolves when every session has been quiet once, or after `graceMs`. */
export async function awaitQuiet({
  clock,
  sessions,
  graceMs,
  busy,
  onQuiet,
}: AwaitQuietOptions): Promise<void> {
  const untilMs = clock.nowMs() + graceMs;
  const quietPolls = new Map<Session, number>();
  while (sessions.size > 0 && clock.nowMs() < untilMs) {
    for (const session of [...sessions.keys()]) {
      const polls = busy(session) ? 0 : (quietPolls.get(session) ?? 0) + 1;
      quietPolls.set(session, polls);
      if (polls >= QUIET_POLLS) onQuiet(session);
    }
    if (sessions.size > 0) await new Promise<void>((resolve) => clock.setTimer(POLL_MS, resolve));
  }
}
