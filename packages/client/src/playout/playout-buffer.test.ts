import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlayoutBuffer, type PlayoutBufferOptions } from './playout-buffer.js';
import type { PlayoutReport } from './playout-report.js';

const FRAME = 960;
const QUANTUM = 128;
const FADE = 384;

interface Span {
  readonly generation: number;
  readonly samplePosition: number;
  readonly samples: number;
  readonly fadingOut: boolean;
}

function setUp(options: PlayoutBufferOptions = {}) {
  const spans: Span[] = [];
  const reports: PlayoutReport[] = [];
  const heard: number[] = [];
  const buffer = createPlayoutBuffer({
    ...options,
    onReport: (report) => reports.push(report),
    onSpan: (generation, samplePosition, samples, _offset, fadingOut) =>
      spans.push({ generation, samplePosition, samples, fadingOut }),
  });
  const output = new Float32Array(QUANTUM);
  function render(quanta: number): void {
    for (let i = 0; i < quanta; i += 1) {
      buffer.render(output);
      heard.push(...output);
    }
  }
  /** Constant level: any fade shows. */
  function push(generation: number, frame: number, value = 16_384): void {
    buffer.push({ generation, samplePosition: frame * FRAME, samples: new Int16Array(FRAME).fill(value) });
  }
  return { buffer, spans, reports, heard, render, push };
}

function causes(reports: readonly PlayoutReport[]): string[] {
  return reports.filter((report) => report.cause !== 'progress').map((report) => report.cause);
}

function biggestStep(samples: readonly number[]): number {
  let biggest = 0;
  for (let i = 1; i < samples.length; i += 1) {
    biggest = Math.max(biggest, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
  }
  return biggest;
}

/** A raised cosine over 8 ms moves at most π/2 of its height in 384 samples; half scale here, with room. */
const SMOOTH_STEP = (0.5 * Math.PI) / 2 / FADE + 0.0005;

describe('playout buffer', () => {
  it('begins anew with a reset: what waits is gone, small generations sound again, nothing is told', () => {
    for (const before of ['playing', 'held', 'flushed'] as const) {
      const { buffer, render, push, spans, reports, heard } = setUp();
      for (let i = 0; i < 10; i += 1) push(5, i);
      render(10);
      if (before === 'held') buffer.hold();
      if (before === 'flushed') buffer.flush(7);
      buffer.endGeneration(7);
      render(5);
      spans.length = 0;
      reports.length = 0;
      buffer.reset();
      expect([buffer.held, buffer.active, buffer.buffered]).toEqual([false, false, 0]);
      render(10);
      expect(reports).toEqual([]);
      for (let i = 0; i < 2; i += 1) push(1, i);
      render(1);
      // Not taken for complete by the end of one before.
      expect(spans).toEqual([]);
      push(1, 2);
      render(30);
      expect(spans.every((span) => span.generation === 1)).toBe(true);
      expect(spans.reduce((sum, span) => sum + span.samples, 0)).toBe(3 * FRAME);
      expect(reports[0]).toEqual({ cause: 'start', generation: 1, samplePosition: 0 });
      expect(biggestStep(heard.slice(0, 20 * QUANTUM))).toBeLessThan(SMOOTH_STEP);
    }
  });

  it('starts once 50 ms wait', () => {
    const { buffer, render, push, spans } = setUp();
    push(1, 0);
    push(1, 1);
    render(2);
    expect(spans).toEqual([]);
    push(1, 2);
    render(1);
    expect(spans).toEqual([{ generation: 1, samplePosition: 0, samples: QUANTUM, fadingOut: false }]);
    expect(buffer.active).toBe(true);
  });

  it('starts with less when no more comes for long, or when that is all', () => {
    const slow = setUp();
    slow.push(1, 0);
    slow.render(75);
    expect(slow.spans).toEqual([]);
    slow.render(1);
    expect(slow.spans.length).toBe(1);

    const short = setUp();
    short.push(1, 0);
    short.buffer.endGeneration(1);
    short.render(10);
    expect(short.reports.at(-1)).toEqual({ cause: 'end', generation: 1, samplePosition: FRAME });
    expect(short.buffer.statistics().underruns).toBe(0);
  });

  it('holds within one fade, reports the first faded sample, and plays it again', () => {
    const { buffer, render, push, spans, reports, heard } = setUp();
    for (let i = 0; i < 10; i += 1) push(1, i);
    buffer.endGeneration(1);
    render(10);
    buffer.hold();
    expect(reports.at(-1)).toEqual({ cause: 'hold', generation: 1, samplePosition: 1280 });
    render(3);
    expect(spans.slice(-3).every((span) => span.fadingOut)).toBe(true);
    const before = spans.length;
    render(50);
    expect(spans.length).toBe(before);
    expect(heard.slice(-50 * QUANTUM).every((value) => value === 0)).toBe(true);
    buffer.resume();
    render(1);
    expect(spans.at(-1)).toEqual({ generation: 1, samplePosition: 1280, samples: QUANTUM, fadingOut: false });
    render(80);
    expect(reports.at(-1)).toEqual({ cause: 'end', generation: 1, samplePosition: 9600 });
    const first = heard.findIndex((value) => value !== 0);
    const last = heard.findLastIndex((value) => value > 0.49);
    expect(biggestStep(heard.slice(first + 1, last))).toBeLessThan(SMOOTH_STEP);
  });

  it('goes back to the start of an unfinished fade in when held again', () => {
    const { buffer, render, push, reports } = setUp();
    for (let i = 0; i < 10; i += 1) push(1, i);
    render(10);
    buffer.hold();
    render(10);
    buffer.resume();
    render(1);
    buffer.hold();
    expect(reports.at(-1)).toEqual({ cause: 'hold', generation: 1, samplePosition: 1280 });
  });

  it('lets a fade out finish when it is resumed at once', () => {
    const { buffer, render, push, heard, reports } = setUp();
    for (let i = 0; i < 10; i += 1) push(1, i);
    render(10);
    buffer.hold();
    render(1);
    buffer.resume();
    render(20);
    expect(causes(reports)).toEqual(['start', 'hold', 'resume']);
    expect(biggestStep(heard.slice(1))).toBeLessThan(SMOOTH_STEP);
  });

  it('flushes: the cut fades without a sample of the reply, and later frames of it are dropped', () => {
    const { buffer, render, push, spans, reports, heard } = setUp();
    for (let i = 0; i < 5; i += 1) push(1, i);
    render(10);
    const played = spans.length;
    buffer.flush(1);
    expect(reports.at(-1)).toEqual({ cause: 'flush', generation: 1, samplePosition: 1280 });
    push(1, 5);
    render(20);
    expect(spans.length).toBe(played);
    expect(buffer.statistics().staleSamples).toBe(FRAME);
    expect(biggestStep(heard.slice(1))).toBeLessThan(SMOOTH_STEP);
    for (let i = 0; i < 3; i += 1) push(2, i);
    render(1);
    expect(spans.at(-1)?.generation).toBe(2);
  });

  it('reports the held position when a held reply is flushed, and lets the next one play', () => {
    const { buffer, render, push, reports, spans } = setUp();
    for (let i = 0; i < 5; i += 1) push(1, i);
    render(10);
    buffer.hold();
    render(5);
    buffer.flush(1);
    expect(reports.at(-1)).toEqual({ cause: 'flush', generation: 1, samplePosition: 1280 });
    expect(buffer.held).toBe(false);
    for (let i = 0; i < 3; i += 1) push(2, i);
    render(1);
    expect(spans.at(-1)?.generation).toBe(2);
  });

  it('softens and counts an underrun, and goes on where it was', () => {
    const { buffer, render, push, spans, reports, heard } = setUp();
    for (let i = 0; i < 3; i += 1) push(1, i);
    render(30);
    expect(causes(reports)).toEqual(['start', 'underrun']);
    for (let i = 3; i < 6; i += 1) push(1, i);
    buffer.endGeneration(1);
    render(30);
    expect(causes(reports)).toEqual(['start', 'underrun', 'end']);
    expect(buffer.statistics().underruns).toBe(1);
    expect(spans.reduce((sum, span) => sum + span.samples, 0)).toBe(6 * FRAME);
    expect(biggestStep(heard.slice(1))).toBeLessThan(SMOOTH_STEP);
  });

  it('plays one generation after the other and reports the end of each', () => {
    const { buffer, render, push, reports } = setUp();
    push(1, 0);
    push(1, 1);
    push(2, 0);
    push(2, 1);
    buffer.endGeneration(2);
    render(40);
    expect(causes(reports)).toEqual(['start', 'end', 'start', 'end']);
    expect(reports.at(-1)).toEqual({ cause: 'end', generation: 2, samplePosition: 2 * FRAME });
  });

  it('holds a reply that has not begun, and plays all of it later', () => {
    const { buffer, render, push, reports, spans } = setUp();
    push(1, 0);
    buffer.hold();
    expect(reports.at(-1)).toEqual({ cause: 'hold', generation: 1, samplePosition: 0 });
    for (let i = 1; i < 4; i += 1) push(1, i);
    render(30);
    expect(spans).toEqual([]);
    buffer.resume();
    buffer.endGeneration(1);
    render(60);
    expect(spans.reduce((sum, span) => sum + span.samples, 0)).toBe(4 * FRAME);
  });

  it('drops what comes twice and what exceeds its capacity', () => {
    const { buffer, push } = setUp({ capacityMs: 60 });
    push(1, 0);
    push(1, 0);
    expect(buffer.buffered).toBe(FRAME);
    push(1, 1);
    push(1, 2);
    push(1, 3);
    expect(buffer.buffered).toBe(3 * FRAME);
    expect(buffer.statistics()).toEqual({ underruns: 0, staleSamples: FRAME, overflowSamples: FRAME });
  });

  it('reports progress about every 100 ms', () => {
    const { render, push, reports } = setUp();
    for (let i = 0; i < 50; i += 1) push(1, i);
    render(370);
    const progress = reports.filter((report) => report.cause === 'progress');
    expect(progress.length).toBe(9);
    expect(progress[0]?.samplePosition).toBe(4864);
  });
});

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
        const { buffer, spans, reports, render, push, heard } = setUp();
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
