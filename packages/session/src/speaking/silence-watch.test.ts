import { describe, expect, it } from 'vitest';
import { FakeClock, LONG_TEXT, SessionRig } from '../testing/index.js';
import type { Reply } from './reply.js';
import { SilenceWatch } from './silence-watch.js';

const reply = {} as Reply;

function watched() {
  const clock = new FakeClock();
  const state = { pending: true, owing: true };
  const toldAtMs: number[] = [];
  const watch = new SilenceWatch({
    clock,
    pending: () => state.pending,
    owing: () => (state.owing ? reply : undefined),
    silent: () => toldAtMs.push(clock.nowMs()),
  });
  return { clock, state, toldAtMs, watch };
}

describe('silence', () => {
  it('is told once, within a second of the last sound, and again after further sound', async () => {
    const { clock, toldAtMs, watch } = watched();
    watch.begin();
    for (let frame = 0; frame < 50; frame += 1) {
      await clock.advance(20);
      watch.sound();
    }
    await clock.advance(5000);
    watch.sound();
    await clock.advance(5000);
    expect(toldAtMs).toEqual([1850, 6850]);
  });

  it('counts from when sound is owed: a responder that thinks and a held reply are not late', async () => {
    const { clock, state, toldAtMs, watch } = watched();
    state.owing = false;
    watch.begin();
    await clock.advance(3000);
    expect(toldAtMs).toEqual([]);
    state.owing = true;
    await clock.advance(3000);
    expect(toldAtMs).toEqual([3850]);
  });

  it('is not looked for once nothing is on its way, nor after the end', async () => {
    const { clock, state, toldAtMs, watch } = watched();
    watch.begin();
    state.pending = false;
    await clock.advance(1000);
    expect(clock.pendingTimers).toBe(0);
    state.pending = true;
    watch.begin();
    watch.close();
    watch.begin();
    await clock.advance(3000);
    expect(clock.pendingTimers).toBe(0);
    expect(toldAtMs).toEqual([]);
  });
});

/** A voice that hears of every permission to go on two seconds late: it begins late, and stops again and again. */
function slowRig(): SessionRig {
  const rig = new SessionRig();
  const open = rig.synthesis.open.bind(rig.synthesis);
  rig.synthesis.open = (request, sink) => {
    const stream = open(request, sink);
    const grant = stream.grantCredit.bind(stream);
    stream.grantCredit = (frames) => void rig.clock.setTimer(2000, () => grant(frames));
    return stream;
  };
  return rig;
}

describe('a reply that comes with pauses of more than a second', () => {
  it('is told of as late in each of them within a second, and is spoken all the same', async () => {
    const rig = slowRig();
    rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: true });
    await rig.run(15_000);
    const soundsAtMs = [0, ...rig.of('audio').map(({ atMs }) => atMs)];
    const silences = soundsAtMs.flatMap((sinceMs, at) => {
      const untilMs = soundsAtMs[at + 1] ?? sinceMs;
      return untilMs - sinceMs > 1000 ? [{ sinceMs, untilMs }] : [];
    });
    expect(silences.length).toBeGreaterThan(1);
    for (const { sinceMs, untilMs } of silences) {
      const told = rig.of('error').filter(({ atMs }) => atMs > sinceMs && atMs < untilMs);
      expect(told).toMatchObject([{ code: 'SYNTHESIS_DELAYED' }]);
      expect(told[0]?.atMs).toBeLessThanOrEqual(sinceMs + 1000);
    }
    expect(rig.of('error')).toHaveLength(silences.length);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
  });

  it('is told of when it answers a person, too, before anything of it sounds', async () => {
    const rig = slowRig();
    await rig.say('hello', 600);
    await rig.run(1800);
    expect(rig.of('audio')).toEqual([]);
    expect(rig.of('error')).toMatchObject([{ code: 'SYNTHESIS_DELAYED' }]);
  });

  it('is not late while the client holds it', async () => {
    const rig = new SessionRig();
    rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: true });
    await rig.run(500);
    rig.session.control('PAUSE');
    await rig.run(3000);
    rig.session.control('RESUME');
    await rig.run(8000);
    expect(rig.of('error')).toEqual([]);
    expect(rig.of('utterance-end')).toMatchObject([{ reason: 'completed' }]);
  });
});
