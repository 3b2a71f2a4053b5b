import { FRAME_BYTES, FRAME_SAMPLES } from '@parley/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PcmTimeline } from './pcm-timeline.js';

const step = fc.oneof(
  fc.record({
    does: fc.constant('append' as const),
    samples: fc.integer({ min: 1, max: 3 * FRAME_SAMPLES }),
  }),
  fc.record({ does: fc.constant('frames' as const), count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ does: fc.constant('trim' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ does: fc.constant('truncate' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

it('gives back what was written, wherever it is cut, and keeps what was read until it is trimmed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const timeline = new PcmTimeline();
      const written: number[] = [];
      let read: { position: number; frame: Uint8Array; copy: Uint8Array }[] = [];
      let next = 0;
      let trimmed = 0;

      function append(samples: number): void {
        const pcm = new Int16Array(samples).map(() => (next = (next + 7919) % 30_000));
        expect(timeline.append(written.length, new Uint8Array(pcm.buffer))).toBe(true);
        written.push(...pcm);
      }
      for (const action of steps) {
        if (action.does === 'append') append(action.samples);
        else if (action.does === 'frames')
          for (let frame = 0; frame < action.count; frame += 1) append(FRAME_SAMPLES);
        else if (action.does === 'trim') {
          trimmed = Math.max(trimmed, Math.floor(action.share * written.length));
          timeline.trimBefore(trimmed);
          read = read.filter(({ position }) => position >= timeline.start);
        } else {
          written.length = Math.max(timeline.start, Math.floor(action.share * written.length));
          trimmed = Math.min(trimmed, written.length);
          timeline.truncate(written.length);
        }
        expect(timeline.end).toBe(written.length);
        expect(timeline.start).toBeLessThanOrEqual(trimmed);
        for (const position of [
          timeline.start,
          trimmed,
          written.length - FRAME_SAMPLES,
          written.length - 1,
        ]) {
          if (position < timeline.start || position >= written.length) continue;
          const frame = timeline.readFrame(position);
          expect(frame?.byteLength).toBe(FRAME_BYTES);
          if (frame === undefined) continue;
          read.push({ position, frame, copy: frame.slice() });
          const samples = new Int16Array(frame.slice().buffer);
          const expected = written.slice(position, position + FRAME_SAMPLES);
          expect(expected.findIndex((sample, at) => sample !== samples[at])).toBe(-1);
          expect(samples.subarray(expected.length).every((sample) => sample === 0)).toBe(true);
        }
        expect(read.every(({ frame, copy }) => frame.every((byte, at) => byte === copy[at]))).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

it('refuses gaps and repetitions, and lets whole blocks go once they were played', () => {
  const timeline = new PcmTimeline();
  const frame = new Uint8Array(FRAME_BYTES);
  expect(timeline.append(5, frame)).toBe(false);
  for (let at = 0; at < 100; at += 1) timeline.append(at * FRAME_SAMPLES, frame);
  expect(timeline.append(0, frame)).toBe(false);
  timeline.trimBefore(60 * FRAME_SAMPLES);
  expect(timeline.start).toBe(50 * FRAME_SAMPLES);
  expect(timeline.readFrame(0)).toBeUndefined();
});
