import type { Metrics } from '@parley/runtime';
import type { WorkerEntry } from '@parley/worker';
import { LOAD_FIGURES } from '../server/load-figures.js';

/** Figures of workers that have no port of their own for them, each with the name of its worker. */
export interface EmbeddedMetrics {
  show(entry: WorkerEntry): void;
  remove(worker: string): void;
}

export function createEmbeddedMetrics(metrics: Metrics): EmbeddedMetrics {
  const gauges = LOAD_FIGURES.map(({ name, help, of }) => ({
    gauge: metrics.gauge({ name, help, labels: ['worker'] }),
    of,
  }));
  return {
    show(entry) {
      for (const { gauge, of } of gauges) gauge.set({ worker: entry.name }, of(entry));
    },
    remove(worker) {
      for (const { gauge } of gauges) gauge.remove({ worker });
    },
  };
}
