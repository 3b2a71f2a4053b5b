import { createPlayoutBuffer, type PlayoutBufferOptions } from '../playout-buffer.js';
import type { PlayoutReport } from '../playout-report.js';

export const FRAME = 960;
export const QUANTUM = 128;
export const FADE = 384;

interface Span {
  readonly generation: number;
  readonly samplePosition: number;
  readonly samples: number;
  readonly fadingOut: boolean;
}

/** A playout buffer, what goes in, and what came out of it. */
export function bufferInUse(options: PlayoutBufferOptions = {}) {
  const spans: Span[] = [];
  const reports: PlayoutReport[] = [];
  const heard: number[] = [];
  const buffer = createPlayoutBuffer({
    ...options,
    onReport: (report) => reports.push(report),
    onSpan: (generation, samplePosition, samples, _offset, fadingOut) =>
      spans.push({ generation, samplePosition, samples, fadingOut }),
  });
  const output = new Float32Array(QUANTUM);
  function render(quanta: number): void {
    for (let i = 0; i < quanta; i += 1) {
      buffer.render(output);
      heard.push(...output);
    }
  }
  /** Constant level: any fade shows. */
  function push(generation: number, frame: number, value = 16_384): void {
    buffer.push({ generation, samplePosition: frame * FRAME, samples: new Int16Array(FRAME).fill(value) });
  }
  return { buffer, spans, reports, heard, render, push };
}

/** Between one sample and the next: a click is a big one. */
export function biggestStep(samples: readonly number[]): number {
  let biggest = 0;
  for (let i = 1; i < samples.length; i += 1) {
    biggest = Math.max(biggest, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
  }
  return biggest;
}

/** A raised cosine over 8 ms moves at most π/2 of its height in 384 samples; half scale here, with room. */
export const SMOOTH_STEP = (0.5 * Math.PI) / 2 / FADE + 0.0005;
