import { createHash } from 'node:crypto';
import { ParleyError } from '@parley/protocol';
import type { Logger } from '@parley/runtime';
import { connectRedis } from '@parley/runtime/redis';
import { z } from 'zod';
import { SESSION_TTL_MS, type SessionStore } from './session-store.js';

export interface RedisSessionStoreOptions {
  /** `redis://[:password@]host:port[/db]`. Never logged. */
  readonly url: string;
  readonly logger: Logger;
  /** Default `session:`. */
  readonly keyPrefix?: string | undefined;
  /** Default `SESSION_TTL_MS`. */
  readonly ttlMs?: number | undefined;
}

const COMMAND_TIMEOUT_MS = 1500;

const CLAIM = `
local session = redis.call('HGET', KEYS[1], 'session')
if not session then return false end
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {session, epoch}`;

const SAVE = `
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if epoch and tonumber(epoch) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'session', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

const FORGET = `
if redis.call('HGET', KEYS[1], 'epoch') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

const claimed = z.tuple([z.string(), z.number()]);
const storedSession = z.object({
  id: z.uuidv4(),
  turns: z.array(
    z.object({ role: z.enum(['user', 'assistant']), text: z.string(), interrupted: z.boolean() }),
  ),
  language: z.string().optional(),
  voice: z.string().optional(),
  model: z.string().optional(),
});

/** Sessions of all orchestrators that share a Redis. Owns its connection. */
export function createRedisSessionStore(options: RedisSessionStoreOptions): SessionStore {
  const { logger, keyPrefix = 'session:', ttlMs = SESSION_TTL_MS } = options;
  const redis = connectRedis({
    url: options.url,
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
    onError: (error) => logger.debug({ err: error }, 'sessions: Redis does not answer'),
  });

  /** Whoever can read Redis cannot take a session over with what they find. */
  const keyOf = (token: string): string => keyPrefix + createHash('sha256').update(token).digest('base64url');

  async function run(script: string, token: string, ...args: (string | number)[]): Promise<unknown> {
    try {
      return await redis.eval(script, 1, keyOf(token), ...args);
    } catch (cause) {
      throw new ParleyError('CONNECTION_ERROR', 'the store of sessions cannot be reached', { cause });
    }
  }

  return {
    async claim(token) {
      const answer = claimed.safeParse(await run(CLAIM, token, ttlMs));
      if (!answer.success) return undefined;
      const [json, epoch] = answer.data;
      return { session: storedSession.parse(JSON.parse(json)), epoch };
    },
    save: async (token, epoch, session) =>
      (await run(SAVE, token, epoch, JSON.stringify(session), ttlMs)) === 1,
    async forget(token, epoch) {
      await run(FORGET, token, epoch);
    },
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}
