import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from '../bench.js';

/** A figure as it is kept in the repository: a hundred and one quantiles in place of its samples. */
export interface StoredFigure extends Omit<Figure, 'samples'> {
  /** Minimum, every percentile, maximum. One value where there was one sample. */
  readonly quantiles: readonly number[];
}

/** `docs/performance/NAME.json`. */
export interface StoredBench {
  readonly name: string;
  readonly command: string;
  readonly commit: string;
  readonly machine: string;
  /** ISO 8601, to the minute. */
  readonly measuredAt: string;
  /** Load average of the machine when the bench began: what else ran. */
  readonly load: number;
  readonly figures: readonly StoredFigure[];
}

/** What `pnpm bench --json FILE` wrote. */
export interface RawBench extends Omit<StoredBench, 'figures'> {
  readonly figures: readonly Figure[];
}

/** Takes raw results into the folder; a bench that is there already is replaced. */
export async function storeBenches(folder: string, benches: readonly RawBench[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const bench of benches) {
    const figures = bench.figures.map(({ samples, ...figure }) => ({
      ...figure,
      quantiles: quantilesOf(samples),
    }));
    await writeFile(join(folder, `${bench.name}.json`), `${JSON.stringify({ ...bench, figures })}\n`);
  }
}

export async function readStoredBenches(folder: string): Promise<StoredBench[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as StoredBench),
  );
}

/** Nearest rank; 101 values, or the one there is. */
export function quantilesOf(samples: readonly number[]): number[] {
  const sorted = [...samples].sort((a, b) => a - b);
  if (sorted.length <= 1) return sorted;
  return Array.from(
    { length: 101 },
    (_, percent) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0,
  );
}
