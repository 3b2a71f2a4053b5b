import { describe, expect, it } from 'vitest';
import { DEFAULT_SESSION_LIMITS, DEFAULT_TURN_POLICY } from './policy.js';
import { SessionRig } from './testing/index.js';

const LONG =
  'This is the first sentence of a long reply. This is the second sentence of it. And this is the last.';

function actions(rig: SessionRig): string[] {
  return rig.of('playback').map(({ action }) => action);
}

function expectWhole(rig: SessionRig, generation: number, length: number): void {
  const samples = rig.audio(generation);
  expect(samples).toEqual(Array.from({ length }, (_, index) => index % 32_000));
}

async function speaking(): Promise<SessionRig> {
  const rig = new SessionRig();
  rig.session.speak(LONG, { isFinal: true, interruptible: true });
  await rig.run(60);
  return rig;
}

describe('speech at the worst moment', () => {
  it.each([
    ['in the tick of the first frame', 0],
    ['between two sentences', 44 * 40],
    ['in the middle', 2000],
    ['with the last frame', LONG.length * 40 - 60],
  ])('%s holds, and a cough costs nothing', async (_name, atMs) => {
    const rig = await speaking();
    await rig.run(atMs);
    rig.window(0.9);
    await rig.run(8000);
    expectWhole(rig, 1, LONG.length * 1920);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
    expect(rig.session.state).toBe('waiting_for_input');
  });

  it('while the client has paused: words stop the reply, silence leaves it paused', async () => {
    const rig = await speaking();
    rig.session.control('PAUSE');
    await rig.say('', 100);
    await rig.run(1000);
    expect(rig.session.state).toBe('barged_in');
    rig.session.control('RESUME');
    await rig.run(100);
    rig.session.control('PAUSE');
    await rig.say('never mind that', 700);
    await rig.run(600);
    expect(actions(rig).at(-1)).toBe('flush');
  });

  it('in the tick of the resume', async () => {
    const rig = await speaking();
    await rig.say('', 64);
    while (rig.session.state === 'barged_in') await rig.run(5);
    rig.window(0.9);
    expect(rig.session.state).toBe('barged_in');
    await rig.run(8000);
    expect(actions(rig)).toEqual(['hold', 'resume', 'hold', 'resume']);
    expectWhole(rig, 1, LONG.length * 1920);
  });

  it('ten times in ten seconds', async () => {
    const rig = await speaking();
    for (let round = 0; round < 10; round += 1) {
      await rig.say(round % 2 === 0 ? '' : 'mm-hmm', 150);
      await rig.run(850);
    }
    await rig.run(8000);
    expect(actions(rig).filter((action) => action === 'hold').length).toBeGreaterThanOrEqual(5);
    expect(actions(rig)).not.toContain('flush');
    expectWhole(rig, 1, LONG.length * 1920);
  });
});

describe('a client that', () => {
  it('stops while the server holds', async () => {
    const rig = await speaking();
    rig.window(0.9);
    rig.session.control('STOP');
    await rig.run(3000);
    expect(actions(rig)).toEqual(['hold', 'flush']);
    expect(rig.session.state).toBe('waiting_for_input');
    expect(rig.recognition.openStreams).toBe(0);
    rig.session.speak('Go on.', { isFinal: true, interruptible: true });
    await rig.run(1000);
    expect(rig.of('utterance-end').at(-1)).toMatchObject({ generation: 2, reason: 'completed' });
  });

  it.each([
    ['claims to have played nothing', () => 0],
    ['claims to have played everything', () => 10_000_000],
    ['jumps about', (tick: number) => (tick * 7919) % 200_000],
  ])('%s gets its reply at the usual pace, and no more heard than was sent', async (_name, position) => {
    const rig = await speaking();
    for (let tick = 0; tick < 30; tick += 1) {
      rig.session.reportPlayback({ generation: 1, samplePosition: position(tick), held: false });
      await rig.run(100);
    }
    const sent = rig.of('audio').length * 20;
    expect(sent).toBeGreaterThan(2900);
    expect(sent).toBeLessThan(3300);
    await rig.say('stop it now', 700);
    await rig.run(500);
    const cut = rig.of('reply-text').find(({ isFinal }) => isFinal);
    expect((cut?.text.length ?? 999) * 40).toBeLessThanOrEqual(rig.of('audio').length * 20 + 200);
    await rig.run(60_000);
    expect(rig.session.state).toBe('waiting_for_input');
  });
});

it('an hour of silence costs nothing and ends nothing', async () => {
  const rig = new SessionRig({
    limits: { ...DEFAULT_SESSION_LIMITS, idleTimeoutMs: 7_200_000, maxDurationMs: 7_200_000 },
  });
  for (let minute = 0; minute < 60; minute += 1) {
    for (let window = 0; window < 1875; window += 1) rig.window(0.01);
    await rig.clock.advance(60_000);
  }
  expect(rig.events.map(({ type }) => type)).toEqual(['state']);
  expect(rig.clock.pendingTimers).toBe(2);
  await rig.say('are you there', 600);
  await rig.run(4000);
  expect(rig.requests.at(-1)?.text).toBe('are you there');
});

it('a clock that stands still and jumps (a machine that slept) loses and repeats nothing', async () => {
  const rig = await speaking();
  await rig.run(500);
  await rig.clock.advance(30_000);
  rig.session.tick();
  const burst = rig.of('audio').filter(({ atMs }) => atMs === rig.clock.nowMs()).length;
  expect(burst).toBeLessThanOrEqual(5);
  await rig.run(6000);
  expectWhole(rig, 1, LONG.length * 1920);
});

it('two sessions that interrupt at once do not hear of each other', async () => {
  const [left, right] = [await speaking(), await speaking()];
  left.window(0.9);
  await left.run(6000);
  await right.say('please stop now', 700);
  await right.run(3000);
  expect(actions(left)).toEqual(['hold', 'resume']);
  expect(actions(right)).toEqual(['hold', 'flush']);
  expectWhole(left, 1, LONG.length * 1920);
});

it('words that trail off wait, where that is wanted', async () => {
  const rig = new SessionRig(
    { turn: { ...DEFAULT_TURN_POLICY, continuationDetection: true } },
    { endOfTurn: 0.95 },
  );
  await rig.say('I would like a coffee and', 800);
  await rig.run(900);
  expect(rig.session.state).toBe('listening');
  await rig.say('I would like a coffee and a cake', 500);
  await rig.run(400);
  expect(rig.requests.at(-1)?.text).toBe('I would like a coffee and a cake');
});

describe('nothing is lost and nothing sticks', () => {
  it('a turn is answered with the last place at a worker', async () => {
    const rig = new SessionRig();
    rig.synthesis.onePlaceLeft = true;
    await rig.say('what time is it', 600);
    await rig.run(4000);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
  });

  it('a turn that waited for what might follow is answered when nothing does', async () => {
    const rig = new SessionRig();
    rig.responderDelayMs = 1500;
    await rig.say('tell me a story', 600);
    await rig.run(900);
    rig.recognition.saying = '';
    await rig.run(200, 0.9);
    await rig.run(8000);
    expect(rig.requests.at(-1)?.text).toBe('tell me a story');
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
  });

  it('a cough in the last moment of a reply leaves the session at rest', async () => {
    const rig = await speaking();
    await rig.run(LONG.length * 40 - 40);
    rig.window(0.9);
    rig.session.reportPlayback({ generation: 1, samplePosition: LONG.length * 1920, held: true });
    await rig.run(3000);
    expect(rig.session.state).toBe('waiting_for_input');
  });

  it('"yes" over the last of a question is its answer', async () => {
    const rig = new SessionRig();
    const question = 'Shall I go on with the second part of it now?';
    rig.session.speak(question, { isFinal: true, interruptible: true });
    await rig.run(question.length * 40 - 400);
    await rig.say('Yes.', 300);
    await rig.run(4000);
    expect(rig.requests.at(-1)?.text).toBe('Yes.');
    expectWhole(rig, 1, question.length * 1920);
  });

  it('a blank question is no question', async () => {
    const rig = new SessionRig();
    rig.session.ask(' ');
    rig.session.speak('Hello.', { isFinal: true, interruptible: true });
    await rig.run(1500);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
  });

  it('a reply longer than the idle limit is heard to its end', async () => {
    const rig = new SessionRig({ limits: { ...DEFAULT_SESSION_LIMITS, idleTimeoutMs: 2000 } });
    rig.session.speak(LONG, { isFinal: true, interruptible: true });
    await rig.run(LONG.length * 40 + 500);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
    expect(rig.of('ended')).toEqual([]);
  });

  it('RESUME by the client goes on over the person who still speaks', async () => {
    const rig = await speaking();
    await rig.run(300, 0.9);
    rig.session.control('RESUME');
    await rig.run(1500, 0.9);
    await rig.run(6000);
    expect(actions(rig)).toEqual(['hold', 'resume']);
    expectWhole(rig, 1, LONG.length * 1920);
  });

  it('interruptions switched off in the middle of one let the reply go on', async () => {
    const rig = await speaking();
    await rig.run(200, 0.9);
    rig.session.configure({ bargeIn: { strategy: 'off' } });
    await rig.run(200, 0.9);
    expect(rig.session.state).toBe('speaking');
  });

  it('push-to-talk whose end was never told ends by itself', async () => {
    const rig = new SessionRig({ turn: { ...DEFAULT_TURN_POLICY, pushToTalk: true } });
    await rig.say('where are you', 600);
    await rig.run(4000, undefined);
    expect(rig.requests.at(-1)?.text).toBe('where are you');
  });

  it('an answer that failed before it was wanted is tried again, and nobody is told', async () => {
    const rig = new SessionRig();
    rig.synthesis.failAfterFrames = 0;
    await rig.say('what time is it', 600);
    await rig.run(300);
    expect(rig.of('error')).toEqual([]);
    rig.synthesis.failAfterFrames = undefined;
    await rig.run(4000);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
  });
});
