import { ParleyError } from '@parley/protocol';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BARGE_IN_POLICY, DEFAULT_SESSION_LIMITS } from './policy.js';
import type { RecognitionSink, SynthesisSink } from './ports.js';
import { SessionRig } from './testing/index.js';

const LONG = 'This is a long answer that goes on for quite a while, so that there is time to interrupt it.';

function counting(length: number): number[] {
  return Array.from({ length }, (_, index) => index % 32_000);
}

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

describe('barge-in', () => {
  async function speaking(options: ConstructorParameters<typeof SessionRig>[0] = {}): Promise<SessionRig> {
    const rig = new SessionRig(options);
    rig.session.speak(LONG, { isFinal: true, interruptible: true });
    await rig.run(1000);
    return rig;
  }

  it('holds on the first window of speech', async () => {
    const rig = await speaking();
    const before = rig.of('audio').length;
    rig.window(0.9);
    expect(rig.session.state).toBe('barged_in');
    expect(rig.of('playback')).toMatchObject([{ action: 'hold', generation: 1 }]);
    expect(rig.synthesis.log).toEqual(['pause 1']);
    await rig.run(100, 0.9);
    expect(rig.of('audio').length).toBe(before);
  });

  it('goes on to the sample after a cough', async () => {
    const rig = await speaking();
    await rig.say('', 100);
    await rig.run(5000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
    const samples = rig.audio(1);
    expect(samples).toEqual(counting(samples.length));
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
    expect(rig.session.statistics()).toMatchObject({ falseInterruptions: 1, bargeIns: 0 });
    expect(rig.recognition.openStreams).toBe(0);
  });

  it('goes on 200 to 350 ms after an mm-hm has ended', async () => {
    const rig = await speaking();
    await rig.say('Mm-hmm.', 300);
    const endedMs = rig.clock.nowMs();
    await rig.run(2000);
    const resumed = rig.of('playback').find(({ action }) => action === 'resume');
    expect((resumed?.atMs ?? 0) - endedMs).toBeGreaterThanOrEqual(150);
    expect((resumed?.atMs ?? 0) - endedMs).toBeLessThanOrEqual(350);
    expect(rig.requests).toHaveLength(0);
  });

  it('stops at a word, and answers the turn', async () => {
    const rig = await speaking();
    await rig.run(300, 0.9);
    rig.recognition.partial('weigh');
    expect(rig.session.state).toBe('barged_in');
    await rig.run(400, 0.9);
    rig.recognition.partial('wait');
    expect(rig.session.state).toBe('listening');
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'flush']);
    const frames = rig.of('audio').length;
    await rig.say('wait stop please', 400);
    await rig.run(5000);
    expect(rig.of('audio').filter(({ generation }) => generation === 1)).toHaveLength(frames);
    expect(rig.requests.at(-1)?.text).toBe('wait stop please');
    expect(rig.of('utterance-end')).toMatchObject([
      { generation: 1, reason: 'stopped' },
      { reason: 'completed' },
    ]);
  });

  it('stops for one short word that ended before it was recognised', async () => {
    const rig = await speaking();
    await rig.say('No.', 200);
    await rig.run(1500);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'flush']);
    expect(rig.requests.at(-1)?.text).toBe('No.');
  });

  it('goes on when the words do not come in time, and still stops when they do', async () => {
    const rig = await speaking();
    rig.recognition.delayMs = 900;
    await rig.say('stop', 200);
    await rig.run(700);
    expect(rig.session.state).toBe('speaking');
    await rig.run(1500);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume', 'flush']);
    expect(rig.requests.at(-1)?.text).toBe('stop');
  });

  it('does not forget a question because the recogniser is slower than the hold lasts', async () => {
    const rig = await speaking();
    rig.recognition.delayMs = 2500;
    // Haltingly: the hold ends a moment after the last word.
    for (let word = 0; word < 2; word += 1) {
      await rig.run(300, 0.9);
      await rig.run(400);
    }
    await rig.say('where is it', 250);
    await rig.run(6000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume', 'flush']);
    expect(rig.requests.at(-1)?.text).toBe('where is it');
  });

  it('keeps only what was heard, cut at a word', async () => {
    const rig = await speaking();
    await rig.say('stop', 300);
    await rig.run(3000);
    const cut = rig.of('reply-text').find(({ isFinal }) => isFinal);
    expect(LONG.startsWith(cut?.text ?? 'x')).toBe(true);
    expect(`${cut?.text} ${cut?.unheard}`).toBe(LONG);
    // 1 s at 40 ms a character, less the assumed delay of the client.
    expect(cut?.text.length).toBeGreaterThan(15);
    expect(cut?.text.length).toBeLessThan(28);
    expect(rig.requests.at(-1)?.history).toEqual([{ role: 'assistant', text: cut?.text, interrupted: true }]);
  });

  it('works ten times in a row', async () => {
    const rig = new SessionRig();
    rig.answer = () => LONG;
    for (let round = 0; round < 10; round += 1) {
      await rig.say(`question ${round}`, 500);
      await rig.run(1500);
      expect(rig.session.state).toBe('speaking');
    }
    expect(rig.requests.filter(({ speculative }) => speculative).map(({ text }) => text)).toEqual(
      Array.from({ length: 10 }, (_, round) => `question ${round}`),
    );
    expect(rig.synthesis.openStreams).toBe(1);
  });

  it('does nothing to speech that must not be interrupted', async () => {
    const rig = new SessionRig();
    rig.session.speak(LONG, { isFinal: true, interruptible: false });
    await rig.run(500);
    await rig.say('stop it', 1500);
    await rig.run(5000);
    expect(rig.of('playback')).toEqual([]);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
  });

  it('confirm-first plays on until it is certain', async () => {
    const rig = await speaking({ bargeIn: { ...DEFAULT_BARGE_IN_POLICY, strategy: 'confirm-first' } });
    await rig.run(700, 0.9);
    expect(rig.session.state).toBe('speaking');
    rig.recognition.partial('wait');
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['flush']);
  });

  it('does not take more words than fit into the speech for words', async () => {
    const rig = await speaking();
    await rig.say('I turned off', 200);
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it('takes doubtful words for words when two looks agree on them', async () => {
    const rig = await speaking();
    rig.recognition.confidence = 0.4;
    await rig.say('seven', 500);
    await rig.run(100);
    // As the recogniser is as sure of the second look as of the first, the two would be one.
    rig.recognition.confidence = 0.45;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'flush']);
  });

  it('goes on when the second look hears other words, and the recogniser is sure of neither', async () => {
    const rig = await speaking();
    rig.recognition.confidence = 0.5;
    await rig.say('six', 500);
    await rig.run(100);
    rig.recognition.saying = 'thanks';
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it('takes a grunt of which two looks make the same doubtful word for no word', async () => {
    const rig = await speaking();
    rig.recognition.confidence = 0.5;
    await rig.say('I am', 300);
    await rig.run(100);
    rig.recognition.confidence = 0.55;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it('takes doubtful words for none when it is not sure that they are a voice either', async () => {
    const rig = await speaking();
    rig.recognition.confidence = 0.3;
    rig.recognition.saying = 'seven';
    await rig.run(500, 0.55);
    await rig.run(100);
    rig.recognition.confidence = 0.32;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it.each([
    ['what was as loud before it', 0.1, undefined],
    ['what is as loud after it', undefined, 0.1],
  ])('takes no short word from %s', async (_, before, after) => {
    const rig = await speaking();
    rig.level = before;
    await rig.run(600);
    rig.level = undefined;
    await rig.say('stop', 300);
    rig.level = after;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it.each([
    ['a doubtful word', 'seven', 'resume'],
    ['a doubtful sentence', 'seven or eight of hearts', 'flush'],
  ])('of %s that does not stand out makes what two looks agree on', async (_, text, outcome) => {
    const rig = await speaking();
    rig.level = 0.1;
    await rig.run(600);
    rig.recognition.confidence = 0.4;
    await rig.say(text, 800);
    await rig.run(100);
    rig.recognition.confidence = 0.45;
    await rig.run(1000);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', outcome]);
  });

  it('waits for the speech that a client ducked for', async () => {
    const rig = await speaking();
    rig.session.reportPlayback({ generation: 1, samplePosition: 30_000, held: true });
    expect(rig.session.state).toBe('barged_in');
    await rig.run(150);
    expect(rig.session.state).toBe('barged_in');
    await rig.say('stop now', 300);
    await rig.run(600);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'flush']);
  });

  it('goes on when a client ducked for nothing', async () => {
    const rig = await speaking();
    rig.session.reportPlayback({ generation: 1, samplePosition: 30_000, held: true });
    await rig.run(700);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it('rewinds to the first unheard sample where a hold destroys what was sent', async () => {
    const rig = new SessionRig({}, { holdMode: 'rewind' });
    rig.session.speak(LONG, { isFinal: true, interruptible: true });
    await rig.run(1000);
    rig.session.reportPlayback({ generation: 1, samplePosition: 43_210, held: false });
    rig.window(0.9);
    const before = rig.of('audio').length;
    await rig.run(600);
    const next = rig.of('audio')[before];
    expect(next?.samplePosition).toBe(43_210);
    await rig.run(5000);
    const resumed = rig
      .of('audio')
      .slice(before + 1)
      .flatMap(({ pcm }) => [...new Int16Array(pcm.slice().buffer)]);
    const expected = Array.from({ length: resumed.length }, (_, index) => (43_210 + 960 + index) % 32_000);
    const audible = LONG.length * 1920 - 43_210 - 960;
    expect(resumed.slice(0, audible)).toEqual(expected.slice(0, audible));
  });
});

describe('control by the client', () => {
  it('PAUSE and RESUME lose and repeat nothing', async () => {
    const rig = new SessionRig();
    rig.session.speak(LONG, { isFinal: true, interruptible: true });
    await rig.run(500);
    rig.session.control('PAUSE');
    rig.session.control('PAUSE');
    const before = rig.of('audio').length;
    await rig.run(2000);
    expect(rig.of('audio').length).toBe(before);
    rig.session.control('RESUME');
    await rig.run(5000);
    const samples = rig.audio(1);
    expect(samples).toEqual(counting(samples.length));
    expect(samples.length).toBe(LONG.length * 1920);
  });

  it('STOP ends the reply and what waits behind it, and the session goes on', async () => {
    const rig = new SessionRig();
    rig.session.speak(LONG, { isFinal: true, interruptible: true });
    rig.session.speak(LONG, { isFinal: true, interruptible: true });
    await rig.run(500);
    rig.session.control('STOP');
    await rig.run(1000);
    expect(rig.of('utterance-end')).toMatchObject([{ generation: 1, reason: 'stopped' }]);
    rig.session.speak('Again.', { isFinal: true, interruptible: true });
    await rig.run(1000);
    expect(rig.of('utterance-end').at(-1)).toMatchObject({ reason: 'completed' });
  });

  it('means nothing when nothing plays', () => {
    const rig = new SessionRig();
    for (const command of ['PAUSE', 'RESUME', 'STOP'] as const) rig.session.control(command);
    expect(rig.of('playback')).toEqual([]);
    expect(rig.session.statistics().rejectedTransitions).toBe(0);
  });

  it('PAUSE before the first frame holds it back', async () => {
    const rig = new SessionRig();
    rig.session.speak('Hello.', { isFinal: true, interruptible: true });
    rig.session.control('PAUSE');
    await rig.run(500);
    expect(rig.of('audio')).toEqual([]);
    rig.session.control('RESUME');
    await rig.run(1000);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
  });
});

describe('ends and limits', () => {
  it.each([
    ['idle_timeout', { idleTimeoutMs: 1000 }],
    ['max_duration', { maxDurationMs: 1500 }],
  ] as const)('ends with %s', async (reason, limits) => {
    const rig = new SessionRig({ limits: { ...DEFAULT_SESSION_LIMITS, ...limits } });
    await rig.run(2000);
    expect(rig.of('ended')).toMatchObject([{ reason }]);
  });

  it('refuses the message beyond the limit, says what was accepted, and ends', async () => {
    const rig = new SessionRig({ limits: { ...DEFAULT_SESSION_LIMITS, maxMessages: 2 } });
    for (let message = 0; message < 3; message += 1) {
      rig.session.speak('Hi.', { isFinal: true, interruptible: true });
    }
    expect(rig.of('error')).toMatchObject([{ code: 'LIMIT_EXCEEDED' }]);
    expect(rig.of('ended')).toEqual([]);
    await rig.run(2000);
    expect(rig.of('utterance-end')).toHaveLength(2);
    expect(rig.of('ended')).toMatchObject([{ reason: 'max_messages' }]);
  });

  it('leaves no timer, stream or call behind, whenever it ends', async () => {
    for (let ms = 50; ms < 4000; ms += 275) {
      const rig = new SessionRig();
      rig.answer = () => LONG;
      await rig.say('hello', Math.min(ms, 600));
      if (ms > 600) await rig.run(Math.min(ms - 600, 2000));
      if (ms > 2600) await rig.say('stop', ms - 2600);
      rig.session.close('closed');
      rig.session.close('closed');
      expect(rig.of('ended')).toHaveLength(1);
      await rig.clock.advance(10_000);
      expect([rig.synthesis.openStreams, rig.recognition.openStreams, rig.openResponses]).toEqual([0, 0, 0]);
      expect(rig.clock.pendingTimers).toBe(0);
      expect(rig.events.at(-1)?.type).toBe('ended');
    }
  });

  it('text whose voice failed while it was still being written does not silence what follows', async () => {
    const rig = new SessionRig();
    rig.synthesis.failAfterFrames = 5;
    rig.session.speak('This is the first part of it. ', { isFinal: false, interruptible: true });
    await rig.run(500);
    rig.synthesis.failAfterFrames = undefined;
    rig.session.speak('And the last part.', { isFinal: true, interruptible: true });
    rig.session.speak('Something else.', { isFinal: true, interruptible: true });
    await rig.run(4000);
    expect(rig.of('utterance-end').map(({ reason }) => reason)).toEqual([
      'stopped',
      'completed',
      'completed',
    ]);
  });

  it('a voice that waits for a worker is told once, whether the reply goes on or fails', async () => {
    for (const goesOn of [true, false]) {
      const rig = new SessionRig();
      const sinks: SynthesisSink[] = [];
      const open = rig.synthesis.open.bind(rig.synthesis);
      rig.synthesis.open = (request, sink) => {
        sinks.push(sink);
        return open(request, sink);
      };
      rig.session.speak(LONG, { isFinal: true, interruptible: true });
      await rig.run(500);
      sinks[0]?.onDelayed(new ParleyError('WORKER_UNAVAILABLE', 'wait'));
      expect(rig.of('error')).toMatchObject([{ code: 'WORKER_UNAVAILABLE', message: 'wait' }]);
      expect(rig.session.state).toBe('speaking');
      if (!goesOn) sinks[0]?.onError(new ParleyError('WORKER_UNAVAILABLE', 'it stays away'));
      await rig.run(20_000);
      expect(rig.of('error')).toHaveLength(1);
      expect(rig.of('utterance-end').map(({ reason }) => reason)).toEqual([goesOn ? 'completed' : 'stopped']);
    }
  });

  it('words that are late are told, and what was said is answered when they come', async () => {
    const rig = new SessionRig();
    const sinks: RecognitionSink[] = [];
    const open = rig.recognition.open.bind(rig.recognition);
    rig.recognition.open = (request, sink) => {
      sinks.push(sink);
      return open(request, sink);
    };
    rig.recognition.delayMs = 2000;
    await rig.say('are you there?', 800);
    await rig.run(1500);
    sinks[0]?.onDelayed(new ParleyError('WORKER_UNAVAILABLE', 'wait'));
    expect(rig.of('error')).toMatchObject([{ code: 'WORKER_UNAVAILABLE', message: 'wait' }]);
    await rig.run(4000);
    expect(rig.of('error')).toHaveLength(1);
    expect(rig.requests.at(-1)?.text).toBe('are you there?');
  });

  it('a voice that fails is told, and the session works again', async () => {
    const rig = new SessionRig();
    rig.synthesis.failAfterFrames = 10;
    rig.session.speak(LONG, { isFinal: true, interruptible: true });
    await rig.run(1000);
    expect(rig.of('error')).toMatchObject([{ code: 'SYNTHESIS_FAILED' }]);
    rig.synthesis.failAfterFrames = undefined;
    rig.session.speak('Hello.', { isFinal: true, interruptible: true });
    await rig.run(1500);
    expect(rig.of('utterance-end').at(-1)).toMatchObject({ reason: 'completed' });
  });
});
