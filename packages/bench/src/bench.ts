import { type Summary, summarise } from './statistics.js';

export interface BenchContext {
  /** Under a minute, fewer samples. */
  readonly quick: boolean;
  /** One line for the person who waits. */
  progress(line: string): void;
}

/** One bench makes one or more figures. */
export interface Bench {
  readonly name: string;
  /** WebRTC is measured: the command runs in a network of its own where the machine allows it. Default false. */
  readonly ownNetwork?: boolean | undefined;
  /** What is fetched before, while there is a network; a failure is told, and `run` says what is missing. */
  readonly prepare?: (() => Promise<void>) | undefined;
  run(context: BenchContext): Promise<Figure[]>;
}

export interface Figure extends Summary {
  readonly metric: string;
  readonly unit: string;
  /** In words, as docs/performance.md shows it. */
  readonly target: string;
  /** Undefined where there is no target. */
  readonly met: boolean | undefined;
  /** What a reader must know to read it: load, models, ratio to what. */
  readonly note?: string;
  readonly samples: readonly number[];
}

export interface Target {
  readonly text: string;
  readonly met: (summary: Summary) => boolean;
}

export const NO_TARGET: Target = { text: '', met: () => true };

export function figure(
  metric: string,
  unit: string,
  samples: readonly number[],
  target: Target = NO_TARGET,
  note?: string,
): Figure {
  const summary = summarise(samples);
  return {
    metric,
    unit,
    ...summary,
    target: target.text,
    met: target === NO_TARGET ? undefined : target.met(summary),
    ...(note === undefined ? {} : { note }),
    samples: samples.map((sample) => Number(sample.toFixed(3))),
  };
}
