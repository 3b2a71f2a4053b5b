import { describe, expect, it } from 'vitest';
import { DEFAULT_BARGE_IN_POLICY } from '../policy.js';
import { counting, LONG_TEXT, SessionRig, speakingRig } from '../testing/index.js';

describe('barge-in', () => {
  it('holds on the first window of speech', async () => {
    const rig = await speakingRig();
    const before = rig.of('audio').length;
    rig.window(0.9);
    expect(rig.session.state).toBe('barged_in');
    expect(rig.of('playback')).toMatchObject([{ action: 'hold', generation: 1 }]);
    expect(rig.synthesis.log).toEqual(['pause 1']);
    await rig.run(100, 0.9);
    expect(rig.of('audio').length).toBe(before);
  });

  it('goes on to the sample after a cough', async () => {
    const rig = await speakingRig();
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
    const rig = await speakingRig();
    await rig.say('Mm-hmm.', 300);
    const endedMs = rig.clock.nowMs();
    await rig.run(2000);
    const resumed = rig.of('playback').find(({ action }) => action === 'resume');
    expect((resumed?.atMs ?? 0) - endedMs).toBeGreaterThanOrEqual(150);
    expect((resumed?.atMs ?? 0) - endedMs).toBeLessThanOrEqual(350);
    expect(rig.requests).toHaveLength(0);
  });

  it('stops at a word, and answers the turn', async () => {
    const rig = await speakingRig();
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
    const rig = await speakingRig();
    await rig.say('No.', 200);
    await rig.run(1500);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'flush']);
    expect(rig.requests.at(-1)?.text).toBe('No.');
  });

  it('goes on when the words do not come in time, and still stops when they do', async () => {
    const rig = await speakingRig();
    rig.recognition.delayMs = 900;
    await rig.say('stop', 200);
    await rig.run(700);
    expect(rig.session.state).toBe('speaking');
    await rig.run(1500);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume', 'flush']);
    expect(rig.requests.at(-1)?.text).toBe('stop');
  });

  it('does not forget a question because the recogniser is slower than the hold lasts', async () => {
    const rig = await speakingRig();
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
    const rig = await speakingRig();
    await rig.say('stop', 300);
    await rig.run(3000);
    const cut = rig.of('reply-text').find(({ isFinal }) => isFinal);
    expect(LONG_TEXT.startsWith(cut?.text ?? 'x')).toBe(true);
    expect(`${cut?.text} ${cut?.unheard}`).toBe(LONG_TEXT);
    // 1 s at 40 ms a character, less the assumed delay of the client.
    expect(cut?.text.length).toBeGreaterThan(15);
    expect(cut?.text.length).toBeLessThan(28);
    expect(rig.requests.at(-1)?.history).toEqual([{ role: 'assistant', text: cut?.text, interrupted: true }]);
  });

  it('works ten times in a row', async () => {
    const rig = new SessionRig();
    rig.answer = () => LONG_TEXT;
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
    rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: false });
    await rig.run(500);
    await rig.say('stop it', 1500);
    await rig.run(5000);
    expect(rig.of('playback')).toEqual([]);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
  });

  it('confirm-first plays on until it is certain', async () => {
    const rig = await speakingRig({ bargeIn: { ...DEFAULT_BARGE_IN_POLICY, strategy: 'confirm-first' } });
    await rig.run(700, 0.9);
    expect(rig.session.state).toBe('speaking');
    rig.recognition.partial('wait');
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['flush']);
  });

  it('waits for the speech that a client ducked for', async () => {
    const rig = await speakingRig();
    rig.session.reportPlayback({ generation: 1, samplePosition: 30_000, held: true });
    expect(rig.session.state).toBe('barged_in');
    await rig.run(350);
    expect(rig.session.state).toBe('barged_in');
    await rig.say('stop now', 300);
    await rig.run(600);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'flush']);
  });

  it('goes on when a client ducked for nothing', async () => {
    const rig = await speakingRig();
    rig.session.reportPlayback({ generation: 1, samplePosition: 30_000, held: true });
    await rig.run(700);
    expect(rig.of('playback').map(({ action }) => action)).toEqual(['hold', 'resume']);
  });

  it('rewinds to the first unheard sample where a hold destroys what was sent', async () => {
    const rig = new SessionRig({}, { holdMode: 'rewind' });
    rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: true });
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
    const audible = LONG_TEXT.length * 1920 - 43_210 - 960;
    expect(resumed.slice(0, audible)).toEqual(expected.slice(0, audible));
  });
});
