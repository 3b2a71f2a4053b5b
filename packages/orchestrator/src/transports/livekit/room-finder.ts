import type { Logger } from '@parley/runtime';
import type { Clock, Timer } from '@parley/session';
import type { ListedRoom } from './livekit-api.js';

/** Asks LiveKit again and again which rooms have people in them. Owns its timer. */
export interface RoomFinder {
  /** Begins to ask. */
  start(): void;
  /** A person is about to come: asks more often for a while. */
  hurry(): void;
  /** What the last question came to; undefined before the first answer. */
  readonly lastError: string | undefined;
  readonly answered: boolean;
  /** Idempotent. */
  close(): void;
}

export interface RoomFinderOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly intervalMs: number;
  /** For the log. */
  readonly url: string;
  readonly ask: () => Promise<readonly ListedRoom[]>;
  /** Rooms that may have people in them. */
  readonly onRooms: (rooms: readonly string[]) => void;
}

/** LiveKit counts participants every 5 s only, so a room that is new to us is looked at whatever its count says. */
const NEW_ROOM_MS = 15_000;
const MAX_BACKOFF_MS = 15_000;
const HURRY_MS = 15_000;
const HURRY_INTERVAL_MS = 250;

export function createRoomFinder(options: RoomFinderOptions): RoomFinder {
  const { clock, logger, intervalMs, ask, onRooms, url } = options;
  let timer: Timer | undefined;
  let failures = 0;
  let lastError: string | undefined;
  let answered = false;
  let hurryUntilMs = 0;
  /** Since when a room is known. */
  let firstSeenMs = new Map<string, number>();
  let asking = false;
  let closed = false;

  function pauseMs(): number {
    const usual = clock.nowMs() < hurryUntilMs ? Math.min(HURRY_INTERVAL_MS, intervalMs) : intervalMs;
    return failures === 0 ? usual : Math.min(MAX_BACKOFF_MS, intervalMs * 2 ** Math.min(failures, 10));
  }

  function schedule(): void {
    timer?.cancel();
    timer = closed ? undefined : clock.setTimer(pauseMs(), () => void once());
  }

  function worthwhile(rooms: readonly ListedRoom[]): string[] {
    const nowMs = clock.nowMs();
    firstSeenMs = new Map(rooms.map(({ name }) => [name, firstSeenMs.get(name) ?? nowMs]));
    return rooms
      .filter(({ name, participants }) => {
        const ageMs = nowMs - (firstSeenMs.get(name) ?? nowMs);
        return participants > 0 || ageMs < NEW_ROOM_MS;
      })
      .map(({ name }) => name);
  }

  async function once(): Promise<void> {
    if (asking || closed) return;
    asking = true;
    try {
      const rooms = await ask();
      if (failures > 0) logger.info({ url }, 'LiveKit answers again');
      failures = 0;
      lastError = undefined;
      if (!closed) onRooms(worthwhile(rooms));
    } catch (thrown) {
      lastError = thrown instanceof Error ? thrown.message : String(thrown);
      // Once, not with every attempt.
      if (failures === 0)
        logger.error({ url, err: thrown }, 'LiveKit does not answer; rooms are not served until it does');
      failures += 1;
    } finally {
      answered = true;
      asking = false;
      schedule();
    }
  }

  return {
    start: () => void once(),
    hurry() {
      hurryUntilMs = clock.nowMs() + HURRY_MS;
      if (!asking && failures === 0) schedule();
    },
    get lastError() {
      return lastError;
    },
    get answered() {
      return answered;
    },
    close() {
      closed = true;
      timer?.cancel();
    },
  };
}
