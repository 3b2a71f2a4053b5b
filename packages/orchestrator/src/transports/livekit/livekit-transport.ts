import { availableParallelism } from 'node:os';
import { ParleyError } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import type { Clock } from '@parley/session';
import type { OrchestratorConfig } from '../../config.js';
import type { CheckOutcome } from '../../http/health-monitor.js';
import type { SessionHost } from '../../session-host/session-host.js';
import { createAgentPool } from './agent-pool.js';
import { checkSecret } from './check-secret.js';
import { type ConnectionDetails, createConnectionDetails, type RoomRequest } from './connection-details.js';
import { createIdleShare } from './idle-share.js';
import { createJoinDoor } from './join-door.js';
import { createLiveKitApi } from './livekit-api.js';
import type { Readiness, StatusMessage } from './readiness.js';
import { createMemoryClaims, type RoomClaims } from './room-claims.js';
import { createRoomFinder } from './room-finder.js';
import { roomResumeToken } from './room-resume-token.js';
import { createRoomSession, type RoomSession } from './room-session.js';

/** The WebRTC surface: an agent in every LiveKit room that has a person and the configured prefix. Owns its processes. */
export interface LiveKitTransport {
  /** Rooms that an agent is in or on its way to. */
  readonly roomCount: number;
  /** Ids of the agent processes. */
  readonly agentPids: readonly number[];
  /** Serves a room now, if it is one of ours and has a person in it. Idempotent. Never rejects. */
  serve(room: string): Promise<void>;
  /**
   * A new room with a token for the person who will enter it, when it is their turn; an agent goes there at once. Throws
   * `ParleyError` LIMIT_EXCEEDED while all places are taken, or when their turn does not come in time.
   */
  connectionDetails(request: RoomRequest): Promise<ConnectionDetails>;
  /** LiveKit tells of a room. Throws `ParleyError` UNAUTHORIZED when it was not LiveKit. */
  webhook(body: string, authorization: string | undefined): Promise<void>;
  health(): CheckOutcome;
  /** Leaves every room and ends the agent processes. Close the host first, so that people are told. Idempotent. */
  close(): Promise<void>;
}

export interface LiveKitTransportOptions {
  readonly config: OrchestratorConfig['transport']['livekit'];
  /** Whether clients need a token elsewhere: then a secret that everybody knows must not be a way around it. */
  readonly guarded: boolean;
  readonly host: SessionHost;
  readonly readiness: Readiness;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Not owned. Default: this server alone, and LiveKit between several. */
  readonly claims?: RoomClaims | undefined;
  /** 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * A room whose token another server gave is left to that server for up to this long, so that two of them do not greet
 * the person one after the other.
 */
const COURTESY_MS = 1000;
/** Rooms that are remembered as this server's own; the oldest go first. */
const MAX_ISSUED = 10_000;
/** A room with another server's agent is looked at again after this. */
const ELSEWHERE_MS = 5000;
/** Conversations last minutes: who was refused a place asks again not at once, and not after all have given up. */
const FULL_RETRY_MS = 10_000;
/** A room that could not be served is tried again after this, and after twice as long each further time. */
const RETRY_MS = 250;
const MAX_RETRY_MS = 30_000;

/** Throws `ParleyError` UNAUTHORIZED when the secret does not protect. Loads nothing native itself. */
export function createLiveKitTransport(options: LiveKitTransportOptions): LiveKitTransport {
  const { config, host, clock, readiness, claims = createMemoryClaims(), random = Math.random } = options;
  const logger = options.logger.child({ transport: 'livekit' });
  checkSecret(config.api_secret, options.guarded);
  const api = createLiveKitApi({
    url: config.url,
    apiKey: config.api_key,
    apiSecret: config.api_secret,
  });
  const pool = createAgentPool({
    clock,
    logger,
    roomsPerProcess: config.rooms_per_process,
    maxRooms: config.max_rooms,
  });
  const door = createJoinDoor({
    clock,
    atOnce: Math.max(2, availableParallelism()),
    idleShare: createIdleShare(),
  });
  const sessions = new Map<string, RoomSession>();
  /** Rooms that are being looked at. */
  const opening = new Set<string>();
  /** Rooms that are left alone until a time; `failures` in a row; `served`: an agent was there. */
  const waiting = new Map<string, { untilMs: number; failures: number; served?: boolean }>();
  /** Rooms that this server gave a token for. */
  const issued = new Set<string>();
  let closed = false;

  const finder = createRoomFinder({
    clock,
    logger,
    url: config.url,
    intervalMs: config.poll_interval_ms,
    ask: api.rooms,
    onRooms(rooms) {
      const present = new Set(rooms);
      for (const room of waiting.keys()) if (!present.has(room)) waiting.delete(room);
      for (const room of rooms) {
        if (!issued.has(room) && !waiting.has(room) && !sessions.has(room))
          waiting.set(room, { untilMs: clock.nowMs() + random() * COURTESY_MS, failures: 0 });
        void serve(room);
      }
    },
  });

  function postpone(room: string, failed: boolean, served = false): void {
    const failures = failed ? (waiting.get(room)?.failures ?? 0) + 1 : 0;
    const delayMs = failed ? Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** (failures - 1)) : ELSEWHERE_MS;
    waiting.set(room, { untilMs: clock.nowMs() + delayMs, failures, served });
  }

  /** The person in the room learns why nobody comes. */
  async function excuse(room: string, reason: string): Promise<void> {
    const status: StatusMessage = { type: 'status', phase: 'failed', message: reason };
    try {
      await api.sendTo(room, JSON.stringify(status));
    } catch (thrown) {
      logger.debug({ room, err: thrown }, 'a person could not be told why no agent comes');
    }
  }

  /**
   * Whether the room is ours to serve now; it is claimed then. An agent that is there is left alone, unless a process of
   * ours left it behind, or it is still there after a while and the claims that all servers share know of nobody who has
   * the room: for half a minute LiveKit takes an agent for alive whose process was killed.
   */
  async function mayServe(room: string, expected: boolean): Promise<boolean> {
    const { people, agent } = expected ? { people: 1, agent: false } : await api.occupants(room);
    if (people === 0) return false;
    const { failures = 0, served = false } = waiting.get(room) ?? {};
    const isOthers = agent && failures === 0;
    if (isOthers && !served) {
      postpone(room, false, true);
      return false;
    }
    if (sessions.size >= config.max_rooms) {
      postpone(room, true);
      await excuse(room, 'All places are taken; please try again later.');
      return false;
    }
    const claim = await claims.claim(room);
    if (claim === 'shared' || (claim === 'alone' && !isOthers)) return true;
    if (claim === 'alone') await claims.release(room);
    postpone(room, false, isOthers && claim === 'alone');
    return false;
  }

  async function open(room: string, expected: boolean): Promise<void> {
    if (!(await mayServe(room, expected))) return;
    const token = await api.agentToken(room);
    if (closed || host.draining) {
      await claims.release(room);
      return;
    }
    const log = logger.child({ room });
    const session = createRoomSession({
      pool,
      url: config.url,
      token,
      resumeToken: (identity) => roomResumeToken(config.api_secret, room, identity),
      host,
      clock,
      logger: log,
      readiness,
      onPerson: () => door.entered(room),
      onEnded({ again, detail }) {
        sessions.delete(room);
        door.entered(room);
        if (again) {
          log.warn({ detail }, 'the room was lost');
          postpone(room, true);
          pool.warm();
          finder.hurry();
        } else log.info('the room was left');
        void settle(room, again ? detail : undefined);
      },
    });
    sessions.set(room, session);
    log.info('joining a room');
  }

  function assertPlace(promised: number): void {
    if (sessions.size + opening.size + promised < config.max_rooms) return;
    throw new ParleyError('LIMIT_EXCEEDED', 'All places for WebRTC are taken.', {
      retryAfterMs: FULL_RETRY_MS,
    });
  }

  async function settle(room: string, failure: string | undefined): Promise<void> {
    try {
      await claims.release(room);
    } catch (thrown) {
      logger.warn({ room, err: thrown }, 'the claim on a room could not be given back');
    }
    if (failure !== undefined && !closed) await excuse(room, `The agent left the room: ${failure}.`);
  }

  /** `expected`: somebody will come, so nobody has to be there yet. */
  async function serve(room: string, expected = false): Promise<void> {
    if (closed || host.draining || !room.startsWith(`${config.room_prefix}-`)) return;
    if (sessions.has(room) || opening.has(room)) return;
    if (clock.nowMs() < (waiting.get(room)?.untilMs ?? 0)) return;
    opening.add(room);
    try {
      await open(room, expected);
    } catch (thrown) {
      logger.warn({ room, err: thrown }, 'a room could not be looked at');
      postpone(room, true);
    } finally {
      opening.delete(room);
    }
  }

  pool.warm();
  finder.start();

  return {
    get roomCount() {
      return sessions.size;
    },
    get agentPids() {
      return pool.pids;
    },
    serve: (room) => serve(room),
    async connectionDetails({ origin, tellsHearing, waitMs, signal }) {
      const details = await createConnectionDetails(
        {
          api,
          url: config.url,
          publicUrl: config.public_url,
          roomPrefix: config.room_prefix,
          tokenTtlSeconds: config.access_ttl_seconds,
        },
        origin,
        tellsHearing,
      );
      const { roomName } = details;
      const reachable = finder.answered && finder.lastError === undefined;
      assertPlace(door.waiting);
      if (reachable) await door.enter(roomName, waitMs, signal);
      try {
        assertPlace(0);
      } catch (thrown) {
        door.entered(roomName);
        throw thrown;
      }
      issued.add(roomName);
      const oldest = issued.size > MAX_ISSUED ? issued.values().next() : undefined;
      if (oldest?.done === false) issued.delete(oldest.value);
      // While the person connects, the agent does as well, in the order in which rooms were asked for.
      if (reachable) void serve(roomName, true);
      else finder.hurry();
      return details;
    },
    async webhook(body, authorization) {
      let room: string | undefined;
      try {
        room = await api.webhookRoom(body, authorization);
      } catch (thrown) {
        throw new ParleyError('UNAUTHORIZED', 'This is not signed by the configured LiveKit server.', {
          cause: thrown,
        });
      }
      if (room !== undefined) void serve(room);
    },
    health() {
      if (!finder.answered) return { state: 'failed', error: 'LiveKit has not answered yet' };
      return finder.lastError === undefined
        ? { state: 'ok' }
        : { state: 'failed', error: `LiveKit does not answer: ${finder.lastError}` };
    },
    async close() {
      if (closed) return;
      closed = true;
      finder.close();
      door.close();
      for (const session of sessions.values()) session.close();
      await pool.close();
    },
  };
}
