import { describe, expect, it } from 'vitest';
import { DEFAULT_SESSION_LIMITS } from './policy.js';
import { counting, SessionRig } from './testing/index.js';

describe('a conversation', () => {
  it('hears a turn, answers it and waits for the next', async () => {
    const rig = new SessionRig();
    await rig.run(300);
    await rig.say('hello there', 800);
    await rig.run(6000);
    expect(rig.of('transcript').at(-1)).toMatchObject({ text: 'hello there', isFinal: true });
    expect(rig.of('state').map(({ state }) => state)).toEqual([
      'listening',
      'processing',
      'speaking',
      'waiting_for_input',
    ]);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
    expect(rig.session.state).toBe('waiting_for_input');
  });

  it('keeps what was said before the speech was noticed', async () => {
    const rig = new SessionRig();
    await rig.run(1000);
    await rig.say('hello', 480);
    await rig.run(1500);
    // 500 ms of pre-roll, the speech, the silence until the end.
    expect(rig.recognition.heardSamples[0]).toBeGreaterThan(16 * (500 + 480 + 500));
  });

  it('prepares the answer in the pause and lets it go when the turn is certain', async () => {
    const rig = new SessionRig();
    await rig.say('what time is it', 600);
    await rig.run(320);
    expect(rig.synthesis.requests).toMatchObject([{ speculative: true }]);
    expect(rig.of('audio')).toHaveLength(0);
    await rig.run(1000);
    expect(rig.synthesis.requests).toHaveLength(1);
    const [stats] = rig.of('turn-stats');
    expect(stats?.spansMs.responder).toBe(0);
    expect(stats?.spansMs.tts).toBe(0);
  });

  it('throws the prepared answer away when the person goes on', async () => {
    const rig = new SessionRig();
    await rig.say('what time', 500);
    await rig.run(320);
    await rig.say('what time is it', 500);
    await rig.run(1500);
    expect(rig.requests.map(({ text }) => text)).toEqual(['what time', 'what time is it']);
    expect(rig.synthesis.log).toContain('stop 1');
    expect(new Set(rig.of('audio').map(({ generation }) => generation))).toEqual(new Set([2]));
  });

  it('ends the turn at once when the model says so, and waits when it does not', async () => {
    const quick = new SessionRig({}, { endOfTurn: 0.95 });
    await quick.say('It is time.', 600);
    await quick.run(300);
    expect(quick.of('state').map(({ state }) => state)).toContain('processing');
    const patient = new SessionRig({}, { endOfTurn: 0.1 });
    await patient.say('what time', 600);
    await patient.run(800);
    expect(patient.of('state').map(({ state }) => state)).not.toContain('processing');
    await patient.run(600);
    expect(patient.of('state').map(({ state }) => state)).toContain('processing');
  });

  it('answers a question whatever its melody', async () => {
    const rig = new SessionRig({}, { endOfTurn: 0.02 });
    await rig.say("What's the weather like?", 800);
    await rig.run(400);
    expect(rig.of('state').map(({ state }) => state)).toContain('processing');
  });

  it('answers both utterances together when the person goes on before the answer sounds', async () => {
    const rig = new SessionRig();
    rig.responderDelayMs = 2000;
    await rig.say('tell me a story', 600);
    await rig.run(900);
    expect(rig.session.state).toBe('processing');
    await rig.say('about a cat', 600);
    await rig.run(6000);
    expect(rig.requests.at(-1)?.text).toBe('tell me a story about a cat');
    expect(rig.of('utterance-end')).toHaveLength(1);
  });

  it('answers a client that stops sending audio in mid-word', async () => {
    const rig = new SessionRig();
    await rig.say('hello', 500);
    await rig.run(3000, undefined);
    expect(rig.of('transcript').some(({ isFinal }) => isFinal)).toBe(true);
    expect(rig.of('audio').length).toBeGreaterThan(0);
  });

  it('says nothing to a noise without words', async () => {
    const rig = new SessionRig();
    await rig.say('', 500);
    await rig.run(2000);
    expect(rig.requests).toHaveLength(0);
    expect(rig.session.state).toBe('waiting_for_input');
  });
});

describe('text', () => {
  it('is spoken as it is given, whole, at the pace of real time', async () => {
    const rig = new SessionRig();
    rig.session.speak('One two three.', { isFinal: true, interruptible: true });
    await rig.run(2000);
    const samples = rig.audio(1);
    expect(samples).toEqual(counting(samples.length));
    expect(samples.length).toBeGreaterThanOrEqual(14 * 1920);
    const at = rig.of('audio').map(({ atMs, samplePosition }) => atMs - samplePosition / 48);
    // Sent early by the lead, never more, and never later than its time.
    expect(Math.max(...at) - Math.min(...at)).toBeLessThanOrEqual(65);
  });

  it('sounds before its last piece has come', async () => {
    const rig = new SessionRig();
    rig.session.speak('The first sentence is here. ', { isFinal: false, interruptible: true });
    await rig.run(300);
    expect(rig.session.state).toBe('speaking');
    rig.session.speak('And the second.', { isFinal: true, interruptible: true });
    await rig.run(4000);
    expect(rig.synthesis.requests).toHaveLength(1);
    expect(rig.of('utterance-end')).toHaveLength(1);
  });

  it('is spoken in order, one after another', async () => {
    const rig = new SessionRig();
    for (const text of ['One.', 'Two.', 'Three.'])
      rig.session.speak(text, { isFinal: true, interruptible: true });
    await rig.run(3000);
    expect(rig.of('utterance-end').map(({ generation }) => generation)).toEqual([1, 2, 3]);
    const order = rig.of('audio').map(({ generation }) => generation);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('that holds nothing to say ends without a sound', async () => {
    const rig = new SessionRig();
    rig.session.speak('  \n ', { isFinal: true, interruptible: true });
    await rig.run(200);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
    expect(rig.session.state).toBe('waiting_for_input');
  });

  it('is refused when too much of it waits', () => {
    const rig = new SessionRig({ limits: { ...DEFAULT_SESSION_LIMITS, maxQueuedTexts: 2 } });
    const speak = (): void => rig.session.speak('One.', { isFinal: true, interruptible: true });
    speak();
    speak();
    speak();
    expect(speak).toThrow(/wait/);
  });
});
