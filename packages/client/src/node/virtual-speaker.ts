import { SAMPLE_RATE_HZ } from '@parley/protocol/frame';
import { createLevelMeter } from '../level-meter.js';
import {
  createPlayoutBuffer,
  type PlayoutBufferOptions,
  type PlayoutStatistics,
} from '../playout/playout-buffer.js';
import type { Speaker, SpeakerListener } from '../playout/speaker.js';

/** A stretch of what was heard. */
export interface RenderedSpan {
  readonly generation: number;
  /** 48 kHz position of the first sample in its generation. */
  readonly samplePosition: number;
  readonly samples: number;
  /** When its first sample was heard, on the clock of `nowMs`. */
  readonly atMs: number;
  /** Part of a fade out: the generation may play it again. */
  readonly fadingOut: boolean;
}

export interface VirtualSpeakerOptions {
  /** Monotonic. Default `performance.now`. */
  readonly nowMs?: () => number;
  readonly playout?: Pick<
    PlayoutBufferOptions,
    'startThresholdMs' | 'fadeMs' | 'reportEveryMs' | 'capacityMs'
  >;
  /** Each 128 samples of 48 kHz as they are heard, silence included. The array is reused. */
  readonly onRender?: (samples: Float32Array, atMs: number) => void;
  readonly onSpan?: (span: RenderedSpan) => void;
}

export interface VirtualSpeaker extends Speaker {
  /** Renders up to now; every other call does so first. */
  advance(): void;
  statistics(): PlayoutStatistics;
}

/** As an AudioWorklet pulls. */
const QUANTUM_SAMPLES = 128;
const TIMER_MS = 5;

/**
 * A speaker without a sound card, true to time: sample n is heard at start + n / 48 kHz. It renders by a timer
 * and, before it obeys a call, catches up to the moment of the call, so a late timer changes nothing in what
 * was heard.
 */
export function createVirtualSpeaker(options: VirtualSpeakerOptions = {}): VirtualSpeaker {
  const nowMs = options.nowMs ?? (() => performance.now());
  const output = new Float32Array(QUANTUM_SAMPLES);
  let listener: SpeakerListener | undefined;
  let startedAtMs = 0;
  let rendered = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  const atMs = (sample: number) => startedAtMs + (sample * 1000) / SAMPLE_RATE_HZ;
  const buffer = createPlayoutBuffer({
    ...options.playout,
    onReport: (report) => listener?.onReport(report),
    onSpan: (generation, samplePosition, samples, outputOffset, fadingOut) =>
      options.onSpan?.({
        generation,
        samplePosition,
        samples,
        atMs: atMs(rendered + outputOffset),
        fadingOut,
      }),
  });
  const meter = createLevelMeter((level) => listener?.onLevel(level));

  function advance(): void {
    if (timer === undefined) return;
    const due = Math.floor(((nowMs() - startedAtMs) * SAMPLE_RATE_HZ) / 1000);
    while (rendered + QUANTUM_SAMPLES <= due) {
      buffer.render(output);
      options.onRender?.(output, atMs(rendered));
      meter.push(output, SAMPLE_RATE_HZ);
      rendered += QUANTUM_SAMPLES;
    }
  }

  return {
    async start(newListener) {
      listener = newListener;
      if (timer !== undefined) return;
      startedAtMs = nowMs();
      rendered = 0;
      timer = setInterval(advance, TIMER_MS);
    },
    play(generation, samplePosition, samples) {
      advance();
      buffer.push({ generation, samplePosition, samples });
    },
    endGeneration(generation) {
      advance();
      buffer.endGeneration(generation);
    },
    hold() {
      advance();
      buffer.hold();
    },
    resume() {
      advance();
      buffer.resume();
    },
    flush(generation) {
      advance();
      buffer.flush(generation);
    },
    reset() {
      advance();
      buffer.reset();
    },
    advance,
    statistics: () => buffer.statistics(),
    async close() {
      advance();
      clearInterval(timer);
      timer = undefined;
    },
  };
}
