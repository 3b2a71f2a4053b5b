import type { Picture } from './page.js';
import { plotLines, type Series } from './plot.js';
import type { StoredBench, StoredFigure } from './stored-bench.js';

export interface DrawnPicture extends Picture {
  readonly svg: string;
}

/** Draws what the results allow. */
export function drawPictures(benches: readonly StoredBench[]): DrawnPicture[] {
  const figuresOf = (name: string): readonly StoredFigure[] =>
    benches.find((bench) => bench.name === name)?.figures ?? [];
  return [
    cdf('stop-latency', 'Stop latency', figuresOf('stop-latency')),
    cdf(
      'turn-latency',
      'Turn latency',
      figuresOf('turn-latency').filter(({ metric }) => metric === 'total'),
    ),
    sessionsCurve(figuresOf('sessions')),
    endOfTurnCurve(figuresOf('end-of-turn')),
  ].filter((picture) => picture !== undefined);
}

/** How many of the trials took at most so long. */
function cdf(bench: string, title: string, figures: readonly StoredFigure[]): DrawnPicture | undefined {
  const series = figures
    .filter(({ unit, n }) => unit === 'ms' && n > 1)
    .map(({ metric, quantiles }) => ({
      name: metric,
      points: quantiles.map((ms, percent) => [ms, percent] as const),
    }));
  if (series.length === 0) return undefined;
  return {
    bench,
    file: `${bench}.svg`,
    caption: `${title}: share of trials by time`,
    svg: plotLines({ title, xLabel: 'ms', yLabel: '% of trials at most', series }),
  };
}

function sessionsCurve(figures: readonly StoredFigure[]): DrawnPicture | undefined {
  const points = numbered(figures, /^jitter-at-(\d+)$/, ({ p99 }) => p99);
  if (points.length < 2) return undefined;
  return {
    bench: 'sessions',
    file: 'sessions.svg',
    caption: 'Jitter by sessions',
    svg: plotLines({
      title: 'Frame jitter by number of sessions',
      xLabel: 'sessions',
      yLabel: 'jitter p99, ms',
      series: [{ name: 'p99', points }],
      limit: { y: 10, text: '10 ms' },
    }),
  };
}

function endOfTurnCurve(figures: readonly StoredFigure[]): DrawnPicture | undefined {
  const cutOffs = new Map(numbered(figures, /^model-([\d.]+)-cut-offs$/, ({ p50 }) => p50));
  const delays = numbered(figures, /^model-([\d.]+)-mean-delay$/, ({ p50 }) => p50);
  const timeout = numbered(figures, /^timeout-(\d+)-cut-offs$/, ({ p50 }) => p50);
  if (delays.length < 2 || timeout.length < 2) return undefined;
  const series: Series[] = [
    {
      name: 'model and words, by threshold',
      points: delays.map(([threshold, ms]) => [ms, cutOffs.get(threshold) ?? 0] as const),
    },
    { name: 'silence timeout', points: timeout },
  ];
  return {
    bench: 'end-of-turn',
    file: 'end-of-turn.svg',
    caption: 'Cut-offs by delay',
    svg: plotLines({
      title: 'Cut-offs by delay',
      xLabel: 'mean silence before the answer, ms',
      yLabel: '% of pauses cut off',
      series,
    }),
  };
}

/** Points from metrics that carry a number in their names, by that number. */
function numbered(
  figures: readonly StoredFigure[],
  pattern: RegExp,
  value: (figure: StoredFigure) => number,
): [number, number][] {
  return figures
    .flatMap((figure): [number, number][] => {
      const found = pattern.exec(figure.metric)?.[1];
      return found === undefined ? [] : [[Number(found), value(figure)]];
    })
    .sort(([a], [b]) => a - b);
}
