import { describe, expect, it } from 'vitest';
import { readGrid } from './frame-grid.js';

const frame = (sequence: number, atMs: number) => ({ sequence, atMs, generation: 1 });

describe('the grid of arrivals', () => {
  it('measures each frame against the place that most frames keep', () => {
    const frames = [1, 2, 3, 4, 5].map((sequence) => frame(sequence, 1000 + sequence * 20));
    frames[2] = frame(3, 1067);
    expect(readGrid(frames, 0)).toEqual({ deviationsMs: [0, 0, 7, 0, 0], missing: 0 });
  });

  it('counts frames that never came and leaves out the lead', () => {
    const frames = [frame(1, 0), frame(2, 0), frame(3, 40), frame(5, 80), frame(6, 100)];
    expect(readGrid(frames, 2)).toEqual({ deviationsMs: [0, 0, 0], missing: 1 });
    expect(readGrid([], 0)).toEqual({ deviationsMs: [], missing: 0 });
  });
});
