import { PerformanceObserver } from 'node:perf_hooks';

/** Times at which this process collected garbage, to be held against times that something took. */
export interface Collections {
  /** How many of the spans, in `performance.now()`, hold a collection or a part of one. */
  countIn(spans: readonly Span[]): Promise<number>;
  close(): void;
}

export type Span = readonly [fromMs: number, toMs: number];

export function watchCollections(): Collections {
  const seen: Span[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.push([startTime, startTime + duration]);
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    async countIn(spans) {
      // The last ones are told of in a later turn of the event loop.
      await new Promise((resolve) => setTimeout(resolve, 50));
      return spans.filter(([from, to]) => seen.some(([began, ended]) => began < to && ended > from)).length;
    },
    close: () => observer.disconnect(),
  };
}
