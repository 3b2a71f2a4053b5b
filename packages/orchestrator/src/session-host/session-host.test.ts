import { createLogger, createMetrics } from '@parley/runtime';
import type { SessionEvent } from '@parley/session';
import { FakeClock, ScriptedRecognition, ScriptedSynthesis } from '@parley/session/testing';
import { describe, expect, test } from 'vitest';
import { parseOrchestratorConfig } from '../config.js';
import { createEnergyListenerFactory } from '../testing/energy-listener.js';
import { createPlayoutClock } from './playout-clock.js';
import { createSessionHost } from './session-host.js';
import { createSessionMetrics } from './session-metrics.js';
import { sessionDefaults } from './session-policies.js';

function createRig(changes: Parameters<typeof parseOrchestratorConfig>[0] = {}) {
  const clock = new FakeClock();
  const synthesis = new ScriptedSynthesis(clock);
  const recognition = new ScriptedRecognition(clock);
  const listeners = createEnergyListenerFactory();
  const asked: string[] = [];
  const host = createSessionHost({
    clock,
    synthesis,
    recognition,
    listeners,
    responder: {
      respond({ text }, sink) {
        asked.push(text);
        clock.setTimer(0, () => {
          sink.onText('An answer.');
          sink.onEnd();
        });
        return { cancel: () => {} };
      },
    },
    defaults: sessionDefaults(parseOrchestratorConfig(changes)),
    recognitionAvailable: () => true,
    metrics: createSessionMetrics({ metrics: createMetrics(), sessionsActive: () => host.sessionCount }),
    logger: createLogger({ name: 'test', level: 'silent' }),
  });

  function attach(writable: () => boolean = () => true) {
    const events: SessionEvent[] = [];
    const handle = host.attach({
      downlink: { holdMode: 'freeze', writable, send: (event) => events.push(event) },
      settings: {},
    });
    handle.start();
    return { handle, events, types: () => events.map((event) => event.type) };
  }
  return { clock, synthesis, recognition, listeners, host, attach, asked };
}

const text = (words: string) => ({ text: words, isFinal: true });

describe('the playout clock', () => {
  test('keeps to its grid however long ticks take, and rests when nobody is on it', async () => {
    const clock = new FakeClock();
    const playoutClock = createPlayoutClock({ clock });
    const atMs: number[] = [];
    const tick = (): void => {
      atMs.push(clock.nowMs());
    };
    playoutClock.add(tick);
    await clock.advance(52);
    expect(atMs).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
    playoutClock.remove(tick);
    expect(clock.pendingTimers).toBe(0);
    playoutClock.add(tick);
    expect(clock.pendingTimers).toBe(1);
    playoutClock.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test('one that takes itself and another off while ticking harms nobody', async () => {
    const clock = new FakeClock();
    const playoutClock = createPlayoutClock({ clock });
    const ran: string[] = [];
    const second = (): void => {
      ran.push('second');
    };
    const first = (): void => {
      ran.push('first');
      playoutClock.remove(first);
      playoutClock.remove(second);
      playoutClock.add(third);
    };
    const third = (): void => {
      ran.push('third');
    };
    playoutClock.add(first);
    playoutClock.add(second);
    await clock.advance(5);
    await clock.advance(5);
    expect(ran.filter((name) => name === 'third').length).toBeGreaterThan(0);
    expect(ran).not.toContain('second');
    expect(clock.pendingTimers).toBe(1);
  });
});

describe('the host', () => {
  test('paces every session and frees all of it at the end', async () => {
    const { clock, host, attach, synthesis, listeners } = createRig();
    const sessions = [attach(), attach()];
    for (const { handle } of sessions) handle.text(text('Hello there.'));
    await clock.advance(100);
    for (const { events } of sessions) {
      const frames = events.filter((event) => event.type === 'audio').length;
      expect(frames).toBeGreaterThan(3);
      expect(frames).toBeLessThanOrEqual(10);
    }
    sessions[0]?.handle.close('closed');
    sessions[0]?.handle.close('closed');
    expect(sessions[0]?.events.at(-1)).toEqual({ type: 'ended', reason: 'closed' });
    await host.close();
    expect(sessions[1]?.events.at(-1)).toEqual({ type: 'ended', reason: 'shutdown' });
    await clock.advance(5000);
    expect([host.sessionCount, synthesis.openStreams, listeners.openListeners, clock.pendingTimers]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  test('a wire that is backed up gets nothing, and loses nothing', async () => {
    const { clock, attach } = createRig();
    let open = false;
    const { handle, events } = attach(() => open);
    handle.text(text('Hello there.'));
    await clock.advance(1000);
    expect(events.filter((event) => event.type === 'audio')).toEqual([]);
    open = true;
    await clock.advance(2000);
    expect(events.filter((event) => event.type === 'audio').length).toBe(24);
  });

  test('text is spoken or answered as the message says, else as configured', async () => {
    for (const [mode, respond, answered] of [
      ['legacy', undefined, false],
      ['legacy', true, true],
      ['agent', undefined, true],
      ['agent', false, false],
    ] as const) {
      const { clock, attach, asked } = createRig({ agent: { mode, greeting: '' } });
      const { handle } = attach();
      handle.text({ text: 'What is ', isFinal: false, respond });
      handle.text({ text: 'this?', isFinal: true, respond });
      await clock.advance(500);
      expect(asked, `${mode} ${respond}`).toEqual(answered ? ['What is this?'] : []);
    }
  });

  test('a text without room waits a second for it, and a STOP forgets it', async () => {
    const { clock, attach } = createRig({ session: { max_queued_texts: 1 } });
    const { handle, types } = attach();
    for (const words of ['Short.', 'Second.', 'Third.']) handle.text(text(words));
    await clock.advance(700);
    expect(types()).not.toContain('error');
    for (const words of ['A text that is rather long, as texts go.', 'B.', 'C.']) handle.text(text(words));
    await clock.advance(3000);
    expect(types()).toContain('error');
    handle.control('STOP');
    handle.close('closed');
    await clock.advance(1000);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a text that waits for room counts as one message', async () => {
    const { clock, attach } = createRig({ session: { max_queued_texts: 1, max_messages_per_session: 100 } });
    const { handle, types } = attach();
    for (const words of ['A text of some length.', 'Second.', 'Third.']) handle.text(text(words));
    await clock.advance(700);
    expect(handle.statistics().messages).toBe(2);
    await clock.advance(4000);
    expect(types()).not.toContain('error');
    expect(handle.statistics().messages).toBe(3);
    handle.close('closed');
  });

  test('a text that waits for room is forgotten when the person interrupts', async () => {
    const { clock, attach, recognition, synthesis } = createRig({ session: { max_queued_texts: 1 } });
    const { handle } = attach();
    for (const words of ['A text that is rather long, and goes on for a second or two.', 'Second.'])
      handle.text(text(words));
    await clock.advance(300);
    recognition.saying = 'now listen to me';
    handle.pushAudio(
      Int16Array.from({ length: 9600 }, (_, index) => (index % 2 === 0 ? 9000 : -9000)),
      16_000,
    );
    // The listener's windows come by immediates.
    await new Promise(setImmediate);
    handle.text(text('Third.'));
    handle.commit();
    await clock.advance(4000);
    expect(handle.statistics().bargeIns).toBe(1);
    // The text that was interrupted and the answer to the interruption.
    expect(synthesis.requests.length).toBe(2);
    handle.close('closed');
  });

  test('after the end nothing has an effect', async () => {
    const { attach, clock } = createRig();
    const { handle, events } = attach();
    handle.close('closed');
    const count = events.length;
    handle.text(text('Hello.'));
    handle.control('STOP');
    handle.commit();
    handle.configure({ language: 'de' });
    handle.reportPlayback({ generation: 1, samplePosition: 0, held: false });
    handle.pushAudio(new Int16Array(5000), 16_000);
    await clock.advance(1000);
    expect(events.length).toBe(count);
  });

  test('no session begins while it drains', async () => {
    const { host, attach, clock } = createRig();
    attach();
    const drained = host.drain(1000);
    expect(() => attach()).toThrow(/shutting down/);
    await clock.advance(2000);
    await drained;
    expect(host.sessionCount).toBe(0);
  });
});
