import type { ParleyClient } from '@parley/client';

/** Whether a conversation is still going on, as far as a client can see. */
export interface Activity {
  /** Resolves with true once nothing has happened for `quietMs`, or with false at `timeoutMs`. */
  untilQuiet(options: { quietMs: number; timeoutMs: number }): Promise<boolean>;
}

const BUSY_STATES = new Set(['processing', 'speaking', 'barged_in']);
const POLL_MS = 50;
/** A busy machine may think this long about what was said; silence before that is not the end. */
const ANSWER_MS = 10_000;

/** Watches a client from before it connects. */
export function watchActivity(client: ParleyClient, nowMs: () => number = () => performance.now()): Activity {
  let busyState = false;
  let playing = false;
  /** The person spoke, and nothing came of it yet. */
  let unanswered = false;
  let closed = false;
  let lastEventAtMs = nowMs();
  const happened = (): void => {
    lastEventAtMs = nowMs();
  };

  client.on('state', ({ state }) => {
    busyState = BUSY_STATES.has(state.toLowerCase());
    if (busyState || state === 'waiting_for_input') unanswered = false;
    happened();
  });
  client.on('speech', ({ active }) => {
    unanswered ||= active;
  });
  client.on('playback', ({ cause }) => {
    playing = cause === 'start' || cause === 'resume' || (playing && cause !== 'end' && cause !== 'flush');
    happened();
  });
  client.on('connection', ({ status }) => {
    closed = status === 'closed';
  });
  for (const name of ['audio', 'transcript', 'reply', 'speech'] as const) client.on(name, happened);

  return {
    async untilQuiet({ quietMs, timeoutMs }) {
      const startedAtMs = nowMs();
      while (nowMs() - startedAtMs < timeoutMs && !closed) {
        const since = Math.max(lastEventAtMs, startedAtMs);
        const neededMs = unanswered ? Math.max(quietMs, ANSWER_MS) : quietMs;
        if (!busyState && !playing && nowMs() - since >= neededMs) return true;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      return false;
    },
  };
}
