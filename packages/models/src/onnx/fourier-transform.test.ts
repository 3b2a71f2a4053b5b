import { expect, it } from 'vitest';
import { createFourierTransform } from './fourier-transform.js';

it.each([1, 2, 12, 30, 64, 400])('transforms %i points as the definition says', (length) => {
  const re = Float64Array.from({ length }, (_, n) => Math.sin(n * 12.9898) % 1);
  const im = Float64Array.from({ length }, (_, n) => Math.cos(n * 78.233) % 1);
  const [sourceRe, sourceIm] = [re.slice(), im.slice()];
  const transform = createFourierTransform(length);
  transform.forward(re, im);
  for (let bin = 0; bin < length; bin++) {
    let sumRe = 0;
    let sumIm = 0;
    for (let n = 0; n < length; n++) {
      const angle = (-2 * Math.PI * ((bin * n) % length)) / length;
      const [x, y] = [sourceRe[n] as number, sourceIm[n] as number];
      sumRe += x * Math.cos(angle) - y * Math.sin(angle);
      sumIm += x * Math.sin(angle) + y * Math.cos(angle);
    }
    expect(re[bin]).toBeCloseTo(sumRe, 9);
    expect(im[bin]).toBeCloseTo(sumIm, 9);
  }
});

it('refuses lengths that it cannot factor', () => {
  expect(() => createFourierTransform(14)).toThrow(RangeError);
  expect(() => createFourierTransform(0)).toThrow(RangeError);
});
