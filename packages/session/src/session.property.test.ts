import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRANSITIONS } from './state-machine.js';
import { SessionRig } from './testing/index.js';

const step = fc.oneof(
  fc.record({ kind: fc.constant('speech' as const), ms: fc.integer({ min: 10, max: 1500 }) }),
  fc.record({ kind: fc.constant('silence' as const), ms: fc.integer({ min: 10, max: 2500 }) }),
  fc.record({ kind: fc.constant('nothing' as const), ms: fc.integer({ min: 10, max: 1500 }) }),
  fc.record({
    kind: fc.constant('say' as const),
    text: fc.constantFrom('', 'mm-hmm', 'stop', 'what is that', 'You'),
  }),
  fc.record({ kind: fc.constant('partial' as const), text: fc.constantFrom('', 'yeah', 'wait a moment') }),
  fc.record({
    kind: fc.constant('text' as const),
    text: fc.constantFrom('Hello.', 'A longer sentence, to be spoken for a while. And one more.', ' '),
    isFinal: fc.boolean(),
    interruptible: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('ask' as const) }),
  fc.record({ kind: fc.constant('control' as const), command: fc.constantFrom('PAUSE', 'RESUME', 'STOP') }),
  fc.record({ kind: fc.constant('commit' as const) }),
  fc.record({
    kind: fc.constant('report' as const),
    generation: fc.integer({ min: 0, max: 6 }),
    samplePosition: fc.integer({ min: 0, max: 500_000 }),
    held: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('wire' as const), writable: fc.boolean() }),
  fc.record({ kind: fc.constant('voice fails' as const), after: fc.option(fc.integer({ min: 0, max: 40 })) }),
  fc.record({ kind: fc.constant('words come after' as const), ms: fc.constantFrom(0, 40, 600, 2000) }),
);

async function play(
  rig: SessionRig,
  steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[],
) {
  for (const one of steps) {
    if (rig.session.state === 'terminated') return;
    if (one.kind === 'speech') await rig.run(one.ms, 0.9);
    if (one.kind === 'silence') await rig.run(one.ms, 0.01);
    if (one.kind === 'nothing') await rig.run(one.ms, undefined);
    if (one.kind === 'say') rig.recognition.saying = one.text;
    if (one.kind === 'partial') rig.recognition.partial(one.text);
    if (one.kind === 'text') rig.session.speak(one.text, one);
    if (one.kind === 'ask') rig.session.ask('what is your name');
    if (one.kind === 'control') rig.session.control(one.command as 'PAUSE');
    if (one.kind === 'commit') rig.session.commit();
    if (one.kind === 'report') rig.session.reportPlayback(one);
    if (one.kind === 'wire') rig.writable = one.writable;
    if (one.kind === 'voice fails') rig.synthesis.failAfterFrames = one.after ?? undefined;
    if (one.kind === 'words come after') rig.recognition.delayMs = one.ms;
  }
}

describe('any order of events', () => {
  it.each(['freeze', 'rewind'] as const)(
    'keeps the table, the order and the samples (%s)',
    async (holdMode) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, withModel) => {
          const rig = new SessionRig({}, { holdMode, ...(withModel ? { endOfTurn: 0.8 } : {}) });
          await play(rig, steps);

          for (const { previous, state } of rig.of('state')) expect(TRANSITIONS[previous]).toContain(state);
          expect(rig.session.statistics().rejectedTransitions).toBe(0);

          const stopped = new Set<number>();
          const next = new Map<number, number>();
          let held = false;
          for (const event of rig.events) {
            if (event.type === 'playback') held = event.action === 'hold';
            if (event.type === 'playback' && event.action === 'flush') stopped.add(event.generation);
            if (event.type !== 'audio') continue;
            // Nothing of a stopped generation, nothing during a hold, nothing lost or (without a rewind) repeated.
            expect(stopped.has(event.generation)).toBe(false);
            expect(held).toBe(false);
            const expected = next.get(event.generation) ?? 0;
            if (holdMode === 'freeze') expect(event.samplePosition).toBe(expected);
            else expect(event.samplePosition).toBeLessThanOrEqual(expected);
            next.set(event.generation, event.samplePosition + 960);
          }

          const ends = rig.of('utterance-end').map(({ generation }) => generation);
          expect(new Set(ends).size).toBe(ends.length);

          rig.session.close('closed');
          await rig.clock.advance(60_000);
          expect([rig.synthesis.openStreams, rig.recognition.openStreams, rig.openResponses]).toEqual([
            0, 0, 0,
          ]);
          expect(rig.clock.pendingTimers).toBe(0);
          expect(rig.events.at(-1)).toMatchObject({ type: 'ended' });
        }),
        { numRuns: 150 },
      );
    },
  );

  it('a session that is left alone comes to rest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const rig = new SessionRig();
        await play(rig, steps);
        if (rig.session.state === 'terminated') return;
        rig.writable = true;
        rig.recognition.delayMs = 40;
        rig.synthesis.failAfterFrames = undefined;
        rig.session.control('RESUME');
        // An utterance of text that was left open waits for its end, as it should.
        rig.session.speak('The end.', { isFinal: true, interruptible: true });
        await rig.run(60_000);
        expect(rig.session.state).toBe('waiting_for_input');
      }),
      { numRuns: 60 },
    );
  });
});
