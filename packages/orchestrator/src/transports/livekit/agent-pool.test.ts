import { createLogger } from '@parley/runtime';
import { FakeClock } from '@parley/session/testing';
import { afterEach, expect, test } from 'vitest';
import { type AgentPool, createAgentPool } from './agent-pool.js';

const nothing = (): void => undefined;
const events = {
  joined: nothing,
  person: nothing,
  away: nothing,
  microphone: nothing,
  message: nothing,
  played: nothing,
  connection: nothing,
  left: nothing,
};

let pool: AgentPool;

afterEach(() => pool.close());

test('a process is started before the places of the others are gone, none beyond what is allowed', () => {
  pool = createAgentPool({
    clock: new FakeClock(),
    logger: createLogger({ name: 'test', level: 'silent' }),
    roomsPerProcess: 4,
    maxRooms: 8,
  });
  const counts: number[] = [];
  pool.warm();
  for (let room = 0; room < 8; room += 1) {
    counts.push(pool.processCount);
    pool.join({ url: 'ws://127.0.0.1:1', token: 'of no use', events });
  }
  expect(counts).toEqual([1, 1, 2, 2, 2, 2, 2, 2]);
  expect(pool.processCount).toBe(2);
});
