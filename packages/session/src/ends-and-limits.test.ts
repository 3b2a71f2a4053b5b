import { ParleyError } from '@parley/protocol';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SESSION_LIMITS } from './policy.js';
import type { RecognitionSink, SynthesisSink } from './ports.js';
import { LONG_TEXT, SessionRig } from './testing/index.js';

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
      rig.answer = () => LONG_TEXT;
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
      rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: true });
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

  it('a chosen voice that cannot be had gives way to the former one; one that is only busy stays chosen', async () => {
    for (const [isBusy, next] of [
      [false, 'former'],
      [true, 'chosen'],
    ] as const) {
      const rig = new SessionRig({ model: 'former' });
      const sinks: SynthesisSink[] = [];
      const open = rig.synthesis.open.bind(rig.synthesis);
      rig.synthesis.open = (request, sink) => {
        sinks.push(sink);
        return open(request, sink);
      };
      rig.synthesis.firstFrameDelayMs = 10_000;
      rig.session.configure({ model: 'chosen' });
      rig.session.speak('One.', { isFinal: true, interruptible: true });
      const why = isBusy ? { retryAfterMs: 2000 } : {};
      sinks[0]?.onError(new ParleyError('WORKER_UNAVAILABLE', 'no', why));
      rig.session.speak('Two.', { isFinal: true, interruptible: true });
      await rig.run(1000);
      expect(rig.of('error').map(({ message }) => message)).toEqual([
        isBusy ? 'no' : 'no; the voice stays as it was',
      ]);
      expect(rig.synthesis.requests.map(({ model }) => model)).toEqual(['chosen', next]);
    }
  });

  it('a voice that fails is told, and the session works again', async () => {
    const rig = new SessionRig();
    rig.synthesis.failAfterFrames = 10;
    rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: true });
    await rig.run(1000);
    expect(rig.of('error')).toMatchObject([{ code: 'SYNTHESIS_FAILED' }]);
    rig.synthesis.failAfterFrames = undefined;
    rig.session.speak('Hello.', { isFinal: true, interruptible: true });
    await rig.run(1500);
    expect(rig.of('utterance-end').at(-1)).toMatchObject({ reason: 'completed' });
  });
});
