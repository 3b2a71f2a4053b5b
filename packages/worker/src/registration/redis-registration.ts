import type { Logger, SystemClock, SystemTimer } from '@parley/runtime';
import { connectRedis } from '@parley/runtime/redis';
import type { WorkerEntry } from '../capabilities.js';

export interface RedisRegistrationOptions {
  /** `redis://[:password@]host:port[/db]`. Never logged. */
  readonly url: string;
  /** Asked anew for every heartbeat. */
  readonly entry: () => WorkerEntry;
  readonly clock: SystemClock;
  readonly logger?: Logger | undefined;
  /** Default `worker:`. */
  readonly keyPrefix?: string | undefined;
  /** How long the entry outlives its last heartbeat. Default 30 000. */
  readonly ttlMs?: number | undefined;
  /** Default 10 000. At most half the lifetime, so that one lost beat loses no worker. */
  readonly heartbeatMs?: number | undefined;
}

/** A worker's entry in Redis. Owns its connection. */
export interface RedisRegistration {
  /** Whether the last heartbeat arrived. */
  readonly registered: boolean;
  /** Takes the entry away, at once, and ends the connection. Idempotent; never rejects. */
  close(): Promise<void>;
}

const COMMAND_TIMEOUT_MS = 1500;

/** Writes the entry and answers with the address in the entry before, if there was one of another worker. */
const REGISTER = `
local before = redis.call('GET', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
if not before then return false end
local ok, entry = pcall(cjson.decode, before)
if ok and type(entry) == 'table' and entry.addr ~= ARGV[2] then return entry.addr end
return false`;

/** Deletes the entry, unless a worker of the same name has taken it over at another address. */
const UNREGISTER = `
local value = redis.call('GET', KEYS[1])
if not value then return 0 end
local ok, entry = pcall(cjson.decode, value)
if ok and type(entry) == 'table' and entry.addr ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/**
 * Keeps a worker in the registry: writes `worker:{name}` with a TTL now, at every heartbeat, and as soon as a Redis
 * that was away is back. A Redis that cannot be reached is reported and waited for; the worker serves all the same.
 */
export function registerInRedis(options: RedisRegistrationOptions): RedisRegistration {
  const { clock, logger, keyPrefix = 'worker:', ttlMs = 30_000 } = options;
  const heartbeatMs = Math.min(options.heartbeatMs ?? 10_000, ttlMs / 2);
  let registered = false;
  let complained = false;
  let nextBeat: SystemTimer | undefined;
  let beating: Promise<void> = Promise.resolve();
  let closing: Promise<void> | undefined;

  const redis = connectRedis({
    url: options.url,
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
    onError: lost,
  });
  redis.on('close', () => lost(new Error('connection closed')));
  redis.on('ready', () => beat());

  function lost(cause: unknown): void {
    registered = false;
    if (complained || closing !== undefined) return;
    complained = true;
    logger?.warn(
      { err: cause },
      'the registry is unreachable; the worker serves those who know it, and tries again',
    );
  }

  function beat(): void {
    nextBeat?.cancel();
    if (closing !== undefined) return;
    nextBeat = clock.setTimer(heartbeatMs, beat);
    if (redis.status === 'ready') beating = write().catch(lost);
  }

  async function write(): Promise<void> {
    const entry = options.entry();
    const key = keyPrefix + entry.name;
    const other = await redis.eval(REGISTER, 1, key, JSON.stringify(entry), entry.addr, ttlMs);
    if (closing !== undefined) return;
    if (typeof other === 'string') {
      logger?.warn(
        { worker: entry.name, other },
        'another worker had this name: if it still runs, name it otherwise',
      );
    }
    if (!registered) logger?.info({ worker: entry.name, addr: entry.addr }, 'the worker is registered');
    registered = true;
    complained = false;
  }

  async function withdraw(): Promise<void> {
    nextBeat?.cancel();
    await beating;
    const { name, addr } = options.entry();
    try {
      await redis.eval(UNREGISTER, 1, keyPrefix + name, addr);
    } catch (thrown) {
      logger?.warn(
        { err: thrown, worker: name },
        'the worker was not taken from the registry; its entry expires',
      );
    }
    redis.disconnect();
  }

  // The connection's own `ready` writes first; this is the beat after it.
  nextBeat = clock.setTimer(heartbeatMs, beat);
  return {
    get registered() {
      return registered;
    },
    close() {
      closing ??= withdraw();
      return closing;
    },
  };
}
