import { describe, expect, it } from 'vitest';
import { counting, LONG_TEXT, SessionRig } from './testing/index.js';

describe('control by the client', () => {
  it('PAUSE and RESUME lose and repeat nothing', async () => {
    const rig = new SessionRig();
    rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: true });
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
    expect(samples.length).toBe(LONG_TEXT.length * 1920);
  });

  it('STOP ends the reply and what waits behind it, and the session goes on', async () => {
    const rig = new SessionRig();
    rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: true });
    rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: true });
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
