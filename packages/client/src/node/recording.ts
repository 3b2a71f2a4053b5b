import { SAMPLE_RATE_HZ } from '@parley/protocol/frame';

/** What a virtual speaker rendered: give `onRender` to it, read `samples` at the end. */
export interface Recording {
  onRender(samples: Float32Array, atMs: number): void;
  /** When the first sample was heard. */
  readonly startedAtMs: number | undefined;
  /** 48 kHz mono, silence included. */
  samples(): Int16Array<ArrayBuffer>;
}

export interface RecordingOptions {
  /** The oldest audio is dropped beyond this. Default 10 minutes (58 MB). */
  readonly capacityMs?: number;
}

export function createRecording(options: RecordingOptions = {}): Recording {
  const capacity = ((options.capacityMs ?? 600_000) * SAMPLE_RATE_HZ) / 1000;
  const blocks: Int16Array[] = [];
  let total = 0;
  let startedAtMs: number | undefined;
  return {
    onRender(samples, atMs) {
      startedAtMs ??= atMs;
      blocks.push(
        Int16Array.from(samples, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)))),
      );
      total += samples.length;
      while (total > capacity) {
        const dropped = blocks.shift()?.length ?? total;
        total -= dropped;
        startedAtMs += (dropped * 1000) / SAMPLE_RATE_HZ;
      }
    },
    get startedAtMs() {
      return startedAtMs;
    },
    samples() {
      const whole = new Int16Array(total);
      let offset = 0;
      for (const block of blocks) {
        whole.set(block, offset);
        offset += block.length;
      }
      return whole;
    },
  };
}
