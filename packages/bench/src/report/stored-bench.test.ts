import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figure } from '../bench.js';
import { renderPage } from './page.js';
import { quantilesOf, readStoredBenches, storeBenches } from './stored-bench.js';

describe('stored results', () => {
  it('keeps quantiles in place of samples', () => {
    const samples = Array.from({ length: 1000 }, (_, index) => index + 1);
    const quantiles = quantilesOf(samples);
    expect(quantiles).toHaveLength(101);
    expect([quantiles[0], quantiles[50], quantiles[100]]).toEqual([1, 500, 1000]);
    expect(quantilesOf([7])).toEqual([7]);
  });

  it('become a page that says which targets were missed, on what, and by which command', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-report-'));
    try {
      await storeBenches(folder, [
        {
          name: 'jitter',
          command: 'pnpm bench jitter',
          commit: 'abc1234',
          machine: '2 × test',
          measuredAt: '2026-01-01T00:00',
          load: 0.5,
          figures: [
            figure('100-sessions', 'ms', [1, 2, 9], { text: 'p99 < 5 ms', met: ({ p99 }) => p99 < 5 }),
            figure('client-alone', 'ms', [1, 1, 1]),
          ],
        },
      ]);
      const page = renderPage(await readStoredBenches(folder), []);
      expect(page).toContain('| `100-sessions` | ms | 3 | 2 | 9 | 9 | 9 | p99 < 5 ms | **missed** |');
      expect(page).toContain('| `client-alone` | ms | 3 | 1 | 1 | 1 | 1 |  |  |');
      expect(page).toContain('pnpm bench jitter');
      expect(page).toContain('abc1234');
      expect(page).toContain('`stop-latency`');
      expect(page).not.toContain('busy');
      const [bench] = await readStoredBenches(folder);
      expect(bench && renderPage([{ ...bench, load: 9 }], [])).toContain('The machine was busy');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
