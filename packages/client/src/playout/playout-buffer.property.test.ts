import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { biggestStep, bufferInUse, FADE, FRAME } from './testing/buffer-in-use.js';

type Step =
  | { readonly do: 'push'; readonly frames: number }
  | { readonly do: 'render'; readonly quanta: number }
  | { readonly do: 'hold' | 'resume' | 'flush' | 'next' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('push' as const), frames: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('render' as const), quanta: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 2, arbitrary: fc.constantFrom({ do: 'hold' as const }, { do: 'resume' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'flush' as const }, { do: 'next' as const }) },
);

describe('playout buffer, whatever happens', () => {
  it('renders every sample once, in order, only faded ones again, none of a flushed generation', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { buffer, spans, reports, render, push, heard } = bufferInUse();
        let generation = 1;
        let frame = 0;
        let flushed = 0;
        let holds = 0;
        const flushedAt = new Map<number, number>();
        for (const action of steps) {
          const known = spans.length;
          if (action.do === 'push') for (let i = 0; i < action.frames; i += 1) push(generation, frame++);
          else if (action.do === 'render') render(action.quanta);
          else if (action.do === 'hold') {
            buffer.hold();
            holds += 1;
          } else if (action.do === 'resume') buffer.resume();
          else if (action.do === 'flush') {
            buffer.flush(generation);
            flushed = generation;
            flushedAt.set(generation, spans.length);
          }
          if (action.do === 'flush' || action.do === 'next') {
            buffer.endGeneration(generation);
            generation += 1;
            frame = 0;
          }
          for (const span of spans.slice(known)) expect(span.generation).toBeGreaterThan(flushed);
        }
        buffer.resume();
        buffer.endGeneration(generation);
        render(steps.length * 45 + 100);

        const expected = new Map<number, number>();
        let extra = 0;
        for (const span of spans) {
          const next = expected.get(span.generation) ?? 0;
          if (span.fadingOut) {
            extra += span.samples;
            continue;
          }
          // A hold in a fade in goes back to its start, at most one fade length.
          expect(span.samplePosition).toBeLessThanOrEqual(next);
          expect(span.samplePosition).toBeGreaterThan(next - FADE);
          extra += next - span.samplePosition;
          expected.set(span.generation, span.samplePosition + span.samples);
        }
        expect(extra).toBeLessThanOrEqual(holds * 2 * FADE);
        expect(buffer.buffered).toBe(0);
        if (generation > flushed) expect(expected.get(generation) ?? 0).toBe(frame * FRAME);

        const positions = new Map<number, number>();
        for (const report of reports) {
          expect(report.samplePosition).toBeGreaterThanOrEqual(positions.get(report.generation) ?? 0);
          positions.set(report.generation, report.samplePosition);
        }
        for (const [id, end] of expected) if (id > flushed) expect(positions.get(id)).toBe(end);
        expect(biggestStep(heard)).toBeLessThan(0.51);
      }),
      { numRuns: 500 },
    );
  });
});
