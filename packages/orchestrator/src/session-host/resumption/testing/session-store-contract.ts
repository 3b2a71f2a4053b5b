import { expect, test } from 'vitest';
import type { SessionStore, StoredSession } from '../session-store.js';

export const STORED: StoredSession = {
  id: '3e0d7d6a-3c3f-4c56-9d0b-3f6c1a4b8f11',
  turns: [
    { role: 'user', text: 'My name is Ada.', interrupted: false },
    { role: 'assistant', text: 'Nice to', interrupted: true },
  ],
  voice: 'low',
};

/** What every store of sessions does. `create` makes one whose entries live for `ttlMs`; the test closes it. */
export function describeSessionStore(name: string, create: (ttlMs: number) => Promise<SessionStore>): void {
  async function withStore(run: (store: SessionStore) => Promise<void>, ttlMs = 60_000): Promise<void> {
    const store = await create(ttlMs);
    try {
      await run(store);
    } finally {
      await store.close();
    }
  }

  test(`${name}: what was saved is claimed, each time under a higher epoch`, () =>
    withStore(async (store) => {
      expect(await store.claim('unknown')).toBeUndefined();
      expect(await store.save('a', 0, STORED)).toBe(true);
      expect(await store.claim('a')).toEqual({ session: STORED, epoch: 1 });
      expect(await store.claim('a')).toEqual({ session: STORED, epoch: 2 });
      expect(await store.claim('b')).toBeUndefined();
    }));

  test(`${name}: an owner before saves and forgets no more`, () =>
    withStore(async (store) => {
      await store.save('a', 0, STORED);
      await store.claim('a');
      expect(await store.save('a', 0, { ...STORED, turns: [] })).toBe(false);
      await store.forget('a', 0);
      expect(await store.save('a', 1, STORED)).toBe(true);
      expect((await store.claim('a'))?.session).toEqual(STORED);
    }));

  test(`${name}: of many who claim at once, each has an epoch of its own`, () =>
    withStore(async (store) => {
      await store.save('a', 0, STORED);
      const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim('a')));
      expect(new Set(claims.map((claim) => claim?.epoch)).size).toBe(20);
    }));

  test(`${name}: what is forgotten, or not saved for long, is gone`, () =>
    withStore(async (store) => {
      await store.save('a', 0, STORED);
      await store.forget('a', 0);
      expect(await store.claim('a')).toBeUndefined();
      await store.save('b', 0, STORED);
      await expect.poll(() => storedAt(store, 'b'), { interval: 400 }).toBe(false);
    }, 100));
}

/** Looks once in a while: a look is a claim, and prolongs. */
async function storedAt(store: SessionStore, token: string): Promise<boolean> {
  return (await store.claim(token)) !== undefined;
}
