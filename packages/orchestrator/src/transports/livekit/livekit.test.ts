import { readFileSync } from 'node:fs';
import { dispose } from '@livekit/rtc-node';
import { createResampler, float32ToInt16, parseWavMono } from '@parley/audio';
import type { SynthesisPort } from '@parley/session';
import { requires, speechFixture, startTestLiveKit, type TestLiveKit } from '@parley/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/test-server.js';
import { Person, rms } from './testing/person.js';
import { staircaseFrame, stepsIn } from './testing/staircase-voice.js';

const LONG = 'This is a reply that goes on for quite a while, so that there is time to speak over it.';

interface Details {
  readonly serverUrl: string;
  readonly roomName: string;
  readonly participantName: string;
  readonly participantToken: string;
}

describe.skipIf(!requires('livekit-server', 'fixtures'))('a room on a real LiveKit server', () => {
  let livekit: TestLiveKit;
  let server: TestServer;
  const people: Person[] = [];

  beforeAll(async () => {
    livekit = await startTestLiveKit();
    server = await startTestServer(liveKitConfig(livekit));
    tellPosition(server.synthesis);
  });
  afterEach(async () => {
    for (const person of people.splice(0)) await person.leave();
    server.recognition.saying = '';
    await settled(() => server.orchestrator.host.sessionCount === 0);
  });
  afterAll(async () => {
    await server.orchestrator.close();
    await livekit.close();
    await dispose();
  });

  async function enter(): Promise<Person> {
    const person = await Person.join(await details(server.url));
    people.push(person);
    await person.until(() => person.of('session_start').length === 1, 'the session');
    return person;
  }

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
    const fromMs = performance.now();
    await person.type(JSON.stringify({ type: 'text', text: LONG, respond: false }));
    await person.until(() => person.of('state').at(-1)?.state === 'speaking', 'the reply');
    await silence(700);
    await person.say(noise(150));
    await person.say(new Int16Array(48_000));
    await person.until(() => person.of('session_end').length === 2, 'the end of the reply');
    expect(person.of('playback').map((message) => message.action)).toEqual(['hold', 'resume']);
    expect(person.of('session_end').at(-1)?.reason).toBe('completed');
    const steps = stepsIn(person.audio(fromMs));
    const wanted = Array.from({ length: Math.floor((LONG.length * 40) / 60) - 1 }, (_, step) => step % 40);
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

function liveKitConfig(livekit: TestLiveKit) {
  return {
    transport: {
      websocket: { port: 0 },
      livekit: {
        enabled: true,
        url: livekit.url,
        api_key: livekit.apiKey,
        api_secret: livekit.apiSecret,
        connection_details_per_minute: 1000,
      },
    },
    agent: { mode: 'agent', greeting: 'Hello, this is the greeting.' },
  };
}

async function details(url: string): Promise<Details> {
  const response = await fetch(`${url}/api/connection-details`, { method: 'POST' });
  expect(response.status).toBe(200);
  return (await response.json()) as Details;
}

/** Frames that tell where they belong, whatever the wire does to single samples. */
function tellPosition(synthesis: SynthesisPort): void {
  const open = synthesis.open.bind(synthesis);
  synthesis.open = (request, sink) =>
    open(request, {
      onFrame: (frame) => sink.onFrame({ ...frame, pcm: staircaseFrame(frame.samplePosition) }),
      onEnd: () => sink.onEnd(),
      onError: (error) => sink.onError(error),
      onWithdraw: (position) => sink.onWithdraw(position),
    });
}

function said(person: Person, text: string): boolean {
  return person
    .of('reply_text')
    .map((message) => String(message.text))
    .join('')
    .includes(text);
}

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

async function speech(name: string): Promise<Int16Array> {
  const { samples } = parseWavMono(readFileSync(speechFixture(name)));
  const resampler = await createResampler({ fromHz: 16_000, toHz: 48_000 });
  try {
    return float32ToInt16(resampler.process(samples));
  } finally {
    resampler.close();
  }
}

function noise(ms: number): Int16Array {
  let seed = 1;
  return Int16Array.from({ length: ms * 48 }, () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return (seed / 2147483648 - 0.5) * 16_000;
  });
}

function silence(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function settled(condition: () => boolean): Promise<void> {
  for (let waited = 0; waited < 10_000 && !condition(); waited += 50) await silence(50);
}
