import type { Redis } from 'ioredis';
import type { WorkerEntry } from './registry.js';
import { parseWorkerEntry } from './worker-entry.js';

/** The entries that Redis holds. */
export interface RedisEntries {
  /** By name; the same map as before when none was written, none is new and none is gone. */
  read(): Promise<ReadonlyMap<string, WorkerEntry>>;
}

export interface RedisEntriesOptions {
  readonly redis: Redis;
  readonly keyPrefix: string;
  /** A key whose value is no entry, or one of another name; called when it is read. */
  readonly onInvalid: (key: string) => void;
}

/** Keys looked at per SCAN step: few round trips, and no step long enough for others to notice. */
const SCAN_COUNT = 500;

/** A SCAN step that says, beside each key, when it expires. Before Redis 7 that is worked out, and off by 1 ms at times. */
const LOOK = `
local page = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local seen = {}
for i, key in ipairs(page[2]) do
  local expiry = redis.pcall('PEXPIRETIME', key)
  if type(expiry) ~= 'number' then
    local left = redis.call('PTTL', key)
    expiry = left < 0 and left or ms + left
  end
  seen[2 * i - 1], seen[2 * i] = key, expiry
end
return {page[1], seen}`;

interface Known {
  readonly expiresAtMs: number;
  readonly json: string | undefined;
  /** Undefined when the value is none. */
  readonly entry: WorkerEntry | undefined;
}

/**
 * Looks at all keys, since workers of other makes write nothing but their own, and reads those whose expiry has moved:
 * every heartbeat moves it. Of a thousand workers a hundred beat in a second. A key that never expires is always read.
 */
export function createRedisEntries({ redis, keyPrefix, onInvalid }: RedisEntriesOptions): RedisEntries {
  const pattern = `${keyPrefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
  let known: ReadonlyMap<string, Known> = new Map();
  let entries: ReadonlyMap<string, WorkerEntry> = new Map();

  /** All keys, and when they expire: ms since the epoch, negative for never. */
  async function look(): Promise<Map<string, number>> {
    const expiries = new Map<string, number>();
    let cursor = '0';
    do {
      const answer = await redis.eval(LOOK, 0, cursor, pattern, SCAN_COUNT);
      const [next, seen] = answer as [string, (string | number)[]];
      for (let at = 0; at < seen.length; at += 2) expiries.set(String(seen[at]), Number(seen[at + 1]));
      cursor = next;
    } while (cursor !== '0');
    return expiries;
  }

  /** The values of those that are still there; undefined for a key of another type, which in an MGET would look gone. */
  async function fetch(keys: readonly string[]): Promise<Map<string, string | undefined>> {
    const values = new Map<string, string | undefined>();
    if (keys.length === 0) return values;
    const pipeline = redis.pipeline();
    for (const key of keys) pipeline.get(key);
    for (const [at, [error, value]] of ((await pipeline.exec()) ?? []).entries()) {
      if (error !== null && error.name !== 'ReplyError') throw error;
      const key = keys[at];
      if (key !== undefined && value !== null) values.set(key, typeof value === 'string' ? value : undefined);
    }
    return values;
  }

  function understand(key: string, json: string | undefined): WorkerEntry | undefined {
    const entry = json === undefined ? undefined : parseWorkerEntry(json);
    if (entry !== undefined && keyPrefix + entry.name === key) return entry;
    onInvalid(key);
    return undefined;
  }

  return {
    async read() {
      const expiries = await look();
      const isSame = (key: string, expiresAtMs: number): boolean =>
        expiresAtMs >= 0 && known.get(key)?.expiresAtMs === expiresAtMs;
      const values = await fetch([...expiries].filter((one) => !isSame(...one)).map(([key]) => key));
      const now = new Map<string, Known>();
      let isChanged = false;
      for (const [key, expiresAtMs] of expiries) {
        const before = known.get(key);
        if (before !== undefined && isSame(key, expiresAtMs)) {
          now.set(key, before);
        } else if (values.has(key)) {
          const json = values.get(key);
          const entry =
            before?.entry !== undefined && before.json === json ? before.entry : understand(key, json);
          isChanged ||= entry !== before?.entry;
          now.set(key, { expiresAtMs, json, entry });
        }
      }
      for (const [key, { entry }] of known) isChanged ||= entry !== undefined && !now.has(key);
      known = now;
      if (isChanged) {
        entries = new Map(
          [...now.values()].flatMap(({ entry }) => (entry === undefined ? [] : [[entry.name, entry]])),
        );
      }
      return entries;
    },
  };
}
