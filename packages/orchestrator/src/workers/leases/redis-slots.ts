import type { Redis } from 'ioredis';
import { type Slot, usable } from './lease-table.js';

/** The leases as Redis has them: for each worker a sorted set of holders by expiry, on Redis' own clock. */
export interface RedisSlots {
  /** Adds the holder to the first worker that has room; undefined when none has. Rejects when Redis does not answer. */
  take(holder: string, slots: readonly Slot[]): Promise<Slot | undefined>;
  /** Prolongs leases, also those that were lost with a Redis that came back empty. */
  renew(leases: readonly (readonly [holder: string, worker: string])[]): Promise<void>;
  remove(worker: string, holder: string): Promise<void>;
}

/** Redis serves nobody else while a script runs: this many sets take it about a millisecond. */
const MAX_KEYS = 500;
/** Nothing waits for a renewal; who wants a slot meanwhile is not to wait behind a long one. */
const RENEWED_AT_ONCE = 100;

/**
 * In one step: count, and add when there is room; what has expired is looked for only where there seems to be none.
 * ARGV: the lifetime, and for each wish its holder and how many each of its workers may have.
 */
const TAKE = `
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local answers, key = {}, 0
for at, wish in ipairs(cjson.decode(ARGV[2])) do
  answers[at] = 0
  for i, limit in ipairs(wish[2]) do
    local set = KEYS[key + i]
    local free = redis.call('ZCARD', set) < limit
    if not free and redis.call('ZREMRANGEBYSCORE', set, '-inf', ms) > 0 then
      free = redis.call('ZCARD', set) < limit
    end
    if free then
      redis.call('ZADD', set, ms + ARGV[1], wish[1])
      redis.call('PEXPIRE', set, ARGV[1])
      answers[at] = i
      break
    end
  end
  key = key + #wish[2]
end
return answers`;

const RENEW = `
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
for i = 1, #KEYS do
  redis.call('ZADD', KEYS[i], ms + ARGV[1], ARGV[i + 1])
  redis.call('PEXPIRE', KEYS[i], ARGV[1])
end
return 1`;

interface Wish {
  readonly holder: string;
  readonly slots: readonly Slot[];
  readonly resolve: (slot: Slot | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** Wishes of one moment travel together: a hundred replies that begin at once cost one command, not a hundred. */
export function createRedisSlots(redis: Redis, keyPrefix: string, ttlMs: number): RedisSlots {
  let wishes: Wish[] = [];

  async function send(batch: readonly Wish[]): Promise<void> {
    const keys = batch.flatMap(({ slots }) => slots.map(({ worker }) => keyPrefix + worker));
    const limits = JSON.stringify(batch.map(({ holder, slots }) => [holder, slots.map(usable)]));
    try {
      const answers = (await redis.eval(TAKE, keys.length, ...keys, ttlMs, limits)) as number[];
      // Lua counts from one; zero is none.
      for (const [at, wish] of batch.entries()) wish.resolve(wish.slots[(answers[at] ?? 0) - 1]);
    } catch (thrown) {
      for (const wish of batch) wish.reject(thrown);
    }
  }

  function sendAll(): void {
    const batches: Wish[][] = [];
    let room = 0;
    for (const wish of wishes) {
      room -= wish.slots.length;
      const batch = room < 0 ? undefined : batches.at(-1);
      if (batch !== undefined) batch.push(wish);
      else {
        batches.push([wish]);
        room = MAX_KEYS - wish.slots.length;
      }
    }
    wishes = [];
    for (const batch of batches) void send(batch);
  }

  return {
    take: (holder, slots) =>
      new Promise((resolve, reject) => {
        if (wishes.length === 0) queueMicrotask(sendAll);
        wishes.push({ holder, slots, resolve, reject });
      }),
    async renew(leases) {
      for (let at = 0; at < leases.length; at += RENEWED_AT_ONCE) {
        const some = leases.slice(at, at + RENEWED_AT_ONCE);
        const keys = some.map(([, worker]) => keyPrefix + worker);
        await redis.eval(RENEW, keys.length, ...keys, ttlMs, ...some.map(([holder]) => holder));
      }
    },
    async remove(worker, holder) {
      await redis.zrem(keyPrefix + worker, holder);
    },
  };
}
