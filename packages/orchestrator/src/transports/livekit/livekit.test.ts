import { requires } from '@parley/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TestServer } from '../../testing/test-server.js';
import { rms } from './testing/person.js';
import {
  fetchDetails,
  noise,
  said,
  settled,
  silence,
  speech,
  startRoomServer,
} from './testing/room-server.js';
import { useRooms } from './testing/rooms.js';
import { stepsIn } from './testing/staircase-voice.js';

const LONG = 'This is a reply that goes on for quite a while, so that there is time to speak over it.';

describe.skipIf(!requires('livekit-server', 'fixtures'))('a room on a real LiveKit server', () => {
  let server: TestServer;
  // Before those of the rooms: such hooks run from the last to the first, so that everybody has left by then.
  afterEach(async () => {
    server.recognition.saying = '';
    await settled(() => server.orchestrator.host.sessionCount === 0);
  });
  const rooms = useRooms();
  beforeAll(async () => {
    server = await startRoomServer(rooms.livekit);
  });
  afterAll(() => server.orchestrator.close());

  const enter = async () => rooms.enter(await fetchDetails(server.url));

  test('the greeting is heard from its first sound on, typed text is answered, and leaving frees the room', async () => {
    const person = await enter();
    await person.until(() => person.of('session_end').length === 1, 'the end of the greeting');
    expect(rms(person.audio())).toBeGreaterThan(500);
    expect(stepsIn(person.audio()).slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(person.of('status').at(-1)).toMatchObject({ phase: 'ready' });

    await person.type('a plain text');
    await person.until(() => said(person, 'You said: a plain text'), 'the answer to plain text');
    await person.type(JSON.stringify({ type: 'text', text: 'Spoken as it is.', respond: false }));
    await person.until(() => said(person, 'Spoken as it is.'), 'the text that was to be spoken');
    await person.type(JSON.stringify({ type: 'nonsense' }));
    await person.until(() => person.of('error')[0]?.code === 'INVALID_MESSAGE', 'the refusal');

    expect(server.orchestrator.host.sessionCount).toBe(1);
    await person.room.disconnect();
    await settled(() => server.orchestrator.host.sessionCount === 0);
    expect(server.orchestrator.host.sessionCount).toBe(0);
  });

  test('a question over the reply stops the sound and is answered, twice in a row', async () => {
    const person = await enter();
    server.recognition.saying = 'what is the weather like';
    for (let turn = 1; turn <= 2; turn += 1) {
      await person.type(JSON.stringify({ type: 'text', text: LONG, respond: false }));
      await person.until(() => person.of('state').at(-1)?.state === 'speaking', 'the reply');
      await silence(500);
      await person.say(await speech('ask-weather'));
      await person.say(new Int16Array(48_000 * 1.5));
      await person.until(
        () =>
          person.of('reply_text').filter((message) => String(message.text).includes('You said')).length >=
          turn,
        `answer ${turn}`,
      );
      const actions = person.of('playback').map((message) => message.action);
      expect(actions).toContain('hold');
      expect(actions).toContain('flush');
      await person.until(() => person.of('state').at(-1)?.state !== 'speaking', 'the end of the answer');
    }
  });

  test('a noise that is no word holds the reply, and nothing of it is lost', async () => {
    const person = await enter();
    await person.until(() => person.of('session_end').length === 1, 'the end of the greeting');
    await silence(700);
    const fromMs = performance.now();
    await person.type(JSON.stringify({ type: 'text', text: LONG, respond: false }));
    await person.until(() => person.of('state').at(-1)?.state === 'speaking', 'the reply');
    await silence(700);
    await person.say(noise(150));
    await person.say(new Int16Array(48_000));
    await person.until(() => person.of('session_end').length === 2, 'the end of the reply');
    expect(person.of('playback').map((message) => message.action)).toEqual(['hold', 'resume']);
    expect(person.of('session_end').at(-1)?.reason).toBe('completed');
    await silence(700);
    const steps = stepsIn(person.audio(fromMs));
    const wanted = Array.from({ length: (LONG.length * 40) / 60 }, (_, step) => step % 40);
    expect(missing(wanted, steps)).toEqual([]);
    expect(steps.length).toBeLessThanOrEqual(wanted.length + 3);
  });

  test('two rooms do not hear each other', async () => {
    const [first, second] = [await enter(), await enter()];
    await first.type('for the first alone');
    await first.until(() => said(first, 'for the first alone'), 'the answer');
    await first.until(() => first.of('state').at(-1)?.state !== 'speaking', 'the end of the answer');
    expect(said(second, 'for the first alone')).toBe(false);
    await first.room.disconnect();
    await settled(() => server.orchestrator.host.sessionCount === 1);
    await second.type('still there');
    await second.until(() => said(second, 'still there'), 'the answer in the other room');
  });
});

/** What of `wanted` does not come in `given` in this order. */
function missing(wanted: readonly number[], given: readonly number[]): number[] {
  let at = 0;
  const lost: number[] = [];
  for (const step of wanted) {
    const found = given.indexOf(step, at);
    if (found < 0 || found > at + 2) lost.push(step);
    else at = found + 1;
  }
  return lost;
}
