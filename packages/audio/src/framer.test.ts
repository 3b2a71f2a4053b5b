import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFramer } from './framer.js';
import { concatFloat32 } from './pcm.js';

describe('framer', () => {
  it('loses, repeats and reorders nothing, and fills only the last frame with silence', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 20 }), (lengths) => {
        const framer = createFramer();
        const frames: Float32Array[] = [];
        let next = 1;
        for (const length of lengths) {
          frames.push(...framer.push(Float32Array.from({ length }, () => next++)));
          expect(framer.pendingSamples).toBeLessThan(960);
        }
        const last = framer.flush();
        if (last) frames.push(last);
        const total = next - 1;
        expect(frames.length).toBe(Math.ceil(total / 960));
        expect(frames.every((frame) => frame.length === 960)).toBe(true);
        const all = concatFloat32(frames);
        expect(all.findIndex((sample, i) => sample !== (i < total ? i + 1 : 0))).toBe(-1);
      }),
    );
  });

  it('starts anew after flush', () => {
    const framer = createFramer({ frameSamples: 2 });
    framer.push(Float32Array.of(1));
    expect(framer.flush()).toEqual(Float32Array.of(1, 0));
    expect(framer.flush()).toBeUndefined();
    expect(framer.push(Float32Array.of(2, 3))).toEqual([Float32Array.of(2, 3)]);
  });
});
