import { describe, expect, it } from 'vitest';
import type { PlayoutReport } from './playout-report.js';
import { biggestStep, bufferInUse, FRAME, QUANTUM, SMOOTH_STEP } from './testing/buffer-in-use.js';

function causes(reports: readonly PlayoutReport[]): string[] {
  return reports.filter((report) => report.cause !== 'progress').map((report) => report.cause);
}

describe('playout buffer', () => {
  it('begins anew with a reset: what waits is gone, small generations sound again, nothing is told', () => {
    for (const before of ['playing', 'held', 'flushed'] as const) {
      const { buffer, render, push, spans, reports, heard } = bufferInUse();
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
    const { buffer, render, push, spans } = bufferInUse();
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
    const slow = bufferInUse();
    slow.push(1, 0);
    slow.render(75);
    expect(slow.spans).toEqual([]);
    slow.render(1);
    expect(slow.spans.length).toBe(1);

    const short = bufferInUse();
    short.push(1, 0);
    short.buffer.endGeneration(1);
    short.render(10);
    expect(short.reports.at(-1)).toEqual({ cause: 'end', generation: 1, samplePosition: FRAME });
    expect(short.buffer.statistics().underruns).toBe(0);
  });

  it('holds within one fade, reports the first faded sample, and plays it again', () => {
    const { buffer, render, push, spans, reports, heard } = bufferInUse();
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
    const { buffer, render, push, reports } = bufferInUse();
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
    const { buffer, render, push, heard, reports } = bufferInUse();
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
    const { buffer, render, push, spans, reports, heard } = bufferInUse();
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
    const { buffer, render, push, reports, spans } = bufferInUse();
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
    const { buffer, render, push, spans, reports, heard } = bufferInUse();
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
    const { buffer, render, push, reports } = bufferInUse();
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
    const { buffer, render, push, reports, spans } = bufferInUse();
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
    const { buffer, push } = bufferInUse({ capacityMs: 60 });
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
    const { render, push, reports } = bufferInUse();
    for (let i = 0; i < 50; i += 1) push(1, i);
    render(370);
    const progress = reports.filter((report) => report.cause === 'progress');
    expect(progress.length).toBe(9);
    expect(progress[0]?.samplePosition).toBe(4864);
  });
});
