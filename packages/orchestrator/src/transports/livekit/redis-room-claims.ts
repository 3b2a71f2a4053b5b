import { randomUUID } from 'node:crypto';
import type { Logger } from '@parley/runtime';
import { connectRedis } from '@parley/runtime/redis';
import type { Clock, Timer } from '@parley/session';
import type { Claim, RoomClaims } from './room-claims.js';

export interface RedisRoomClaimsOptions {
  /** `redis://[:password@]host:port[/db]`. Never logged. */
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default `rooms:`. */
  readonly keyPrefix?: string | undefined;
  /** How long the rooms of an orchestrator that died are kept for it. Renewed at a third of it. Default 6000. */
  readonly ttlMs?: number | undefined;
}

const COMMAND_TIMEOUT_MS = 500;

/** Takes a room that is free, or prolongs one that is ours. */
const CLAIM = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * Claims among all orchestrators that share a Redis. While it is gone every claim is granted: LiveKit lets one agent
 * of a room stay. Owns its connection.
 */
export function createRedisRoomClaims(options: RedisRoomClaimsOptions): RoomClaims {
  const { clock, logger, keyPrefix = 'rooms:', ttlMs = 6000 } = options;
  const redis = connectRedis({
    url: options.url,
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
    onError: (error) => logger.debug({ err: error }, 'rooms: Redis does not answer'),
  });
  const owner = randomUUID();
  const claimed = new Set<string>();
  let renewal: Timer;
  let closed = false;

  async function take(room: string): Promise<Claim> {
    try {
      return (await redis.eval(CLAIM, 1, keyPrefix + room, owner, ttlMs)) === 1 ? 'shared' : 'taken';
    } catch (thrown) {
      logger.debug({ room, err: thrown }, 'a room is claimed here alone');
      return 'alone';
    }
  }

  async function giveBack(room: string): Promise<void> {
    try {
      await redis.eval(RELEASE, 1, keyPrefix + room, owner);
    } catch (thrown) {
      logger.debug({ room, err: thrown }, 'a room was not given back; its claim expires');
    }
  }

  async function renew(): Promise<void> {
    const rooms = [...claimed];
    const kept = await Promise.all(rooms.map(take));
    for (const [index, room] of rooms.entries()) {
      if (kept[index] === 'taken') logger.warn({ room }, 'another server claims the room, too');
      // Released meanwhile: what the renewal brought back goes again.
      if (!claimed.has(room)) await giveBack(room);
    }
  }

  function renewLater(): void {
    renewal = clock.setTimer(ttlMs / 3, () => {
      void renew().then(() => {
        if (!closed) renewLater();
      });
    });
  }
  renewLater();

  return {
    async claim(room) {
      if (claimed.has(room)) return 'taken';
      claimed.add(room);
      const claim = await take(room);
      if (claim === 'taken') claimed.delete(room);
      return claim;
    },
    async release(room) {
      if (claimed.delete(room)) await giveBack(room);
    },
    async close() {
      if (closed) return;
      closed = true;
      renewal.cancel();
      await Promise.all([...claimed].map(giveBack));
      redis.disconnect();
    },
  };
}
