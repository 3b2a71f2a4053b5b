import { describe, expect, it } from 'vitest';
import { summarise, upperBound95 } from './statistics.js';

describe('statistics', () => {
  it('takes percentiles by nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(summarise(samples)).toEqual({ n: 100, p50: 50, p95: 95, p99: 99, max: 100 });
    expect(summarise([3])).toEqual({ n: 1, p50: 3, p95: 3, p99: 3, max: 3 });
    expect(() => summarise([])).toThrow('no samples');
  });

  it('bounds a rate that was not seen to fail by the rule of three', () => {
    expect(upperBound95(0, 300)).toBeCloseTo(0.00994, 3);
    expect(upperBound95(1, 300)).toBeGreaterThan(upperBound95(0, 300));
    expect(upperBound95(5, 5)).toBe(1);
  });
});
