import { dispose } from '@livekit/rtc-node';
import { startTestLiveKit, type TestLiveKit } from '@parley/testkit';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { TestServer } from '../../../testing/test-server.js';
import { Person } from './person.js';
import type { Details } from './room-server.js';

/** A real LiveKit for the tests of a block. */
export interface Rooms {
  readonly livekit: TestLiveKit;
  /** Who joined in this test; they leave at its end. */
  readonly people: readonly Person[];
  join(...how: Parameters<typeof Person.join>): Promise<Person>;
  /** Joins and waits for the session. */
  enter(details: Details): Promise<Person>;
  /** The server closes at the end of the test, once everybody has left. */
  own(server: TestServer): TestServer;
}

/** Call it in the block. */
export function useRooms(): Rooms {
  let livekit: TestLiveKit;
  const people: Person[] = [];
  const servers: TestServer[] = [];

  beforeAll(async () => {
    livekit = await startTestLiveKit();
  });
  afterEach(async () => {
    for (const person of people.splice(0)) await person.leave();
    for (const server of servers.splice(0)) await server.orchestrator.close();
  });
  afterAll(async () => {
    await livekit.close();
    await dispose();
  });

  async function join(...how: Parameters<typeof Person.join>): Promise<Person> {
    const person = await Person.join(...how);
    people.push(person);
    return person;
  }

  return {
    get livekit() {
      return livekit;
    },
    people,
    join,
    async enter(details) {
      const person = await join(details);
      await person.until(() => person.of('session_start').length > 0, 'the session');
      return person;
    },
    own(server) {
      servers.push(server);
      return server;
    },
  };
}
