import { SAMPLE_RATE_HZ } from '@parley/protocol/frame';
import { FrameQueue, type PlayoutFrame } from './frame-queue.js';

export type PlayoutCause = 'progress' | 'start' | 'hold' | 'resume' | 'flush' | 'underrun' | 'end';

/** What was rendered of a generation, and why it is told now. */
export interface PlayoutReport {
  readonly cause: PlayoutCause;
  readonly generation: number;
  /** 48 kHz position of the first sample that has not been heard; faded samples count as unheard. */
  readonly samplePosition: number;
}

/** Samples of one generation that went into the output. */
export type SpanObserver = (
  generation: number,
  samplePosition: number,
  samples: number,
  outputOffset: number,
  /** These samples fade out and will be played again if the reply goes on. */
  fadingOut: boolean,
) => void;

export interface PlayoutBufferOptions {
  /**
   * Audio wanted before a reply starts: the jitter buffer. Default 50. A source too slow to give that much is
   * waited for four times as long, then played as it comes.
   */
  readonly startThresholdMs?: number;
  /** Default 8 ms: short enough to be gone at once, long enough not to click. */
  readonly fadeMs?: number;
  /** Default 100. */
  readonly reportEveryMs?: number;
  /** Audio kept at most; what comes beyond is dropped and counted. Default 30 s. */
  readonly capacityMs?: number;
  readonly onReport?: (report: PlayoutReport) => void;
  readonly onSpan?: SpanObserver;
}

export interface PlayoutStatistics {
  readonly underruns: number;
  /** Samples that came after their generation was flushed, or twice. */
  readonly staleSamples: number;
  readonly overflowSamples: number;
}

/**
 * Audio between the wire and the ear. Pure: the audio device pulls with `render`, everything else is a call
 * between two pulls. Runs in an AudioWorklet and in Node alike.
 *
 * Invariants: each sample of a generation is rendered once, and once more only where it was faded out by a
 * hold; nothing of a flushed generation is rendered; reported positions never go back.
 */
export interface PlayoutBuffer {
  push(frame: PlayoutFrame): void;
  /** Nothing more of this generation will come: running dry there is its end, not an underrun. */
  endGeneration(generation: number): void;
  /** Fades out and freezes; the report holds the first faded sample. Idempotent. */
  hold(): void;
  /** Plays on from the held position with a fade in. Idempotent. */
  resume(): void;
  /** Drops this generation and those before it, now and for ever, and ends a hold. */
  flush(generation: number): void;
  /** Fills the output with 48 kHz samples in ±1; silence where there is nothing to play. */
  render(output: Float32Array): void;
  readonly held: boolean;
  /** True from the first rendered sample of a reply to its last, holds included. */
  readonly active: boolean;
  /** Samples waiting. */
  readonly buffered: number;
  statistics(): PlayoutStatistics;
}

type Mode = 'waiting' | 'playing' | 'fading-out' | 'held';

export function createPlayoutBuffer(options: PlayoutBufferOptions = {}): PlayoutBuffer {
  return new FramePlayout(options);
}

/** Times the start threshold. */
const LONGEST_WAIT = 4;
const INT16_SCALE = 1 / 32_768;

function samplesOf(durationMs: number): number {
  return Math.round((durationMs * SAMPLE_RATE_HZ) / 1000);
}

class FramePlayout implements PlayoutBuffer {
  readonly #queue = new FrameQueue();
  readonly #startThreshold: number;
  readonly #capacity: number;
  readonly #reportEvery: number;
  readonly #onReport: (report: PlayoutReport) => void;
  readonly #onSpan: SpanObserver | undefined;
  /** Raised-cosine gains: 0 at the first index, 1 at the last. */
  readonly #gains: Float32Array;

  #mode: Mode = 'waiting';
  /** Index into the gains; a fade moves it by one a sample. */
  #gain: number;
  #waited = 0;
  #resumeAfterFade = false;
  #generation = -1;
  #position = 0;
  #heldPosition = 0;
  #sinceReport = 0;
  #active = false;
  #starved = false;
  #flushed = -1;
  #ended = -1;
  #lastValue = 0;
  #tailValue = 0;
  /** Index into the gains of the tail that softens a cut; 0 when there is none. */
  #tail = 0;
  #underruns = 0;
  #staleSamples = 0;
  #overflowSamples = 0;

  constructor(options: PlayoutBufferOptions) {
    this.#startThreshold = samplesOf(options.startThresholdMs ?? 50);
    this.#capacity = samplesOf(options.capacityMs ?? 30_000);
    this.#reportEvery = samplesOf(options.reportEveryMs ?? 100);
    this.#onReport = options.onReport ?? (() => {});
    this.#onSpan = options.onSpan;
    const fade = Math.max(1, samplesOf(options.fadeMs ?? 8));
    this.#gains = Float32Array.from(
      { length: fade + 1 },
      (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * i) / fade),
    );
    this.#gain = fade;
  }

  get held(): boolean {
    return this.#mode === 'held' || this.#mode === 'fading-out';
  }

  get active(): boolean {
    return this.#active;
  }

  get buffered(): number {
    return this.#queue.ahead;
  }

  statistics(): PlayoutStatistics {
    return {
      underruns: this.#underruns,
      staleSamples: this.#staleSamples,
      overflowSamples: this.#overflowSamples,
    };
  }

  push(frame: PlayoutFrame): void {
    const fresh = this.#withoutKnownSamples(frame);
    if (fresh === undefined) return;
    if (this.#queue.ahead + fresh.samples.length > this.#capacity) {
      this.#overflowSamples += fresh.samples.length;
      return;
    }
    this.#queue.push(fresh);
  }

  /** What of a frame is new: nothing of a flushed or earlier generation, nothing that came before. */
  #withoutKnownSamples(frame: PlayoutFrame): PlayoutFrame | undefined {
    const last = this.#queue.last;
    const newest = last?.generation ?? this.#generation;
    const end = last === undefined ? this.#position : last.samplePosition + last.samples.length;
    const known =
      frame.generation <= this.#flushed || frame.generation < newest
        ? frame.samples.length
        : frame.generation > newest
          ? 0
          : Math.min(frame.samples.length, Math.max(0, end - frame.samplePosition));
    if (known === 0) return frame.samples.length === 0 ? undefined : frame;
    this.#staleSamples += known;
    if (known === frame.samples.length) return undefined;
    return {
      generation: frame.generation,
      samplePosition: frame.samplePosition + known,
      samples: frame.samples.subarray(known),
    };
  }

  endGeneration(generation: number): void {
    this.#ended = Math.max(this.#ended, generation);
    if (
      this.#mode === 'waiting' &&
      this.#active &&
      this.#queue.ahead === 0 &&
      this.#generation <= this.#ended
    ) {
      this.#finish();
    }
  }

  hold(): void {
    if (this.#mode === 'fading-out') this.#resumeAfterFade = false;
    if (this.held) return;
    const playing = this.#mode === 'playing';
    // A hold during a fade in goes back to where that began: what was never loud was not heard.
    if (!(playing && this.#fadingIn)) {
      const next = this.#queue.current;
      if (next !== undefined && next.generation !== this.#generation) this.#finish();
      this.#queue.anchor();
      this.#enterCurrentFrame();
      this.#heldPosition = this.#position;
    }
    this.#mode = playing ? 'fading-out' : 'held';
    this.#resumeAfterFade = false;
    if (this.#generation >= 0) this.#tell('hold', this.#heldPosition);
  }

  resume(): void {
    if (this.#mode === 'fading-out') this.#resumeAfterFade = true;
    if (this.#mode !== 'held') return;
    this.#position = this.#heldPosition;
    this.#gain = 0;
    this.#waited = 0;
    this.#mode = this.#queue.ahead > 0 && this.#active ? 'playing' : 'waiting';
    if (this.#mode === 'playing') this.#queue.anchor();
    if (this.#generation >= 0) this.#tell('resume', this.#position);
    if (this.#queue.ahead === 0 && this.#generation <= this.#ended) this.#finish();
  }

  flush(generation: number): void {
    if (generation <= this.#flushed) return;
    this.#flushed = generation;
    const current = this.#queue.current?.generation ?? this.#generation;
    const wasHeld = this.held;
    const concerned = current <= generation;
    if (concerned && wasHeld) this.#position = this.#heldPosition;
    else if (concerned) this.#enterCurrentFrame();
    if (!concerned) return;
    this.#queue.dropThrough(generation);
    this.#startTail();
    this.#mode = 'waiting';
    this.#gain = this.#gains.length - 1;
    this.#waited = 0;
    this.#resumeAfterFade = false;
    this.#starved = false;
    this.#active = false;
    if (this.#generation >= 0) this.#tell('flush', this.#position);
  }

  render(output: Float32Array): void {
    output.fill(0);
    if (this.#mode === 'waiting') this.#startWhenReady(output.length);
    let written = 0;
    let tailFrom = 0;
    while (written < output.length && (this.#mode === 'playing' || this.#mode === 'fading-out')) {
      const run = this.#renderRun(output, written);
      written += run;
      if (run === 0) tailFrom = written;
    }
    if (this.#mode === 'waiting' || this.#mode === 'held') this.#lastValue = 0;
    this.#renderTail(output, tailFrom);
    if (this.#mode === 'playing' && this.#sinceReport >= this.#reportEvery) {
      this.#tell('progress', this.#heard);
    }
  }

  get #fadingIn(): boolean {
    return this.#gain < this.#gains.length - 1;
  }

  /** Reported positions never go back, so samples of an unfinished fade in do not count yet. */
  get #heard(): number {
    return this.#mode === 'playing' && this.#fadingIn ? this.#heldPosition : this.#position;
  }

  #startWhenReady(samples: number): void {
    const frame = this.#queue.current;
    if (frame === undefined) return;
    this.#waited += samples;
    const complete = frame.generation <= this.#ended || this.#queue.last?.generation !== frame.generation;
    if (
      !complete &&
      this.#queue.ahead < this.#startThreshold &&
      this.#waited <= LONGEST_WAIT * this.#startThreshold
    )
      return;
    this.#mode = 'playing';
    this.#waited = 0;
    const isNew = frame.generation !== this.#generation || !this.#active;
    this.#enterCurrentFrame();
    // A reply starts at its own level; one that goes on in the middle fades in.
    this.#gain = isNew && !this.#starved && this.#position === 0 ? this.#gains.length - 1 : 0;
    this.#starved = false;
    this.#active = true;
    if (this.#fadingIn) {
      this.#queue.anchor();
      this.#heldPosition = this.#position;
    } else {
      this.#queue.release();
    }
    if (isNew) this.#tell('start', this.#position);
  }

  /** Renders up to the end of the current frame, the fade or the output; 0 when the mode changed instead. */
  #renderRun(output: Float32Array, start: number): number {
    const frame = this.#queue.current;
    if (frame === undefined) {
      this.#runDry();
      return 0;
    }
    const fadingOut = this.#mode === 'fading-out';
    if (frame.generation !== this.#generation) {
      if (fadingOut) {
        this.#freeze();
        return 0;
      }
      this.#finish();
      this.#enterCurrentFrame();
      this.#active = true;
      this.#tell('start', this.#position);
    }
    const offset = this.#queue.offset;
    const full = this.#gains.length - 1;
    let count = Math.min(output.length - start, frame.samples.length - offset);
    if (fadingOut) count = Math.min(count, this.#gain);
    else if (this.#gain < full) count = Math.min(count, full - this.#gain);
    const step = fadingOut ? -1 : this.#gain < full ? 1 : 0;
    for (let i = 0; i < count; i += 1) {
      this.#gain += step;
      output[start + i] = (frame.samples[offset + i] ?? 0) * INT16_SCALE * (this.#gains[this.#gain] ?? 1);
    }
    if (count > 0) this.#lastValue = output[start + count - 1] ?? 0;
    this.#position = frame.samplePosition + offset;
    this.#onSpan?.(this.#generation, this.#position, count, start, fadingOut);
    this.#position += count;
    this.#sinceReport += count;
    this.#queue.advance(count);
    if (fadingOut && this.#gain === 0) this.#freeze();
    else if (step === 1 && this.#gain === full) this.#queue.release();
    return count;
  }

  /** The fade out is done. */
  #freeze(): void {
    this.#queue.rewind();
    this.#position = this.#heldPosition;
    this.#gain = 0;
    this.#mode = 'held';
    if (this.#resumeAfterFade) {
      this.#resumeAfterFade = false;
      this.resume();
    }
  }

  #runDry(): void {
    this.#startTail();
    if (this.#mode === 'fading-out') {
      this.#freeze();
      return;
    }
    this.#queue.release();
    this.#mode = 'waiting';
    this.#waited = 0;
    this.#gain = this.#gains.length - 1;
    if (this.#generation <= this.#ended) {
      this.#finish();
      return;
    }
    this.#underruns += 1;
    this.#starved = true;
    this.#tell('underrun', this.#position);
  }

  #finish(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#starved = false;
    this.#queue.release();
    this.#gain = this.#gains.length - 1;
    this.#tell('end', this.#position);
  }

  /** Makes the frame under the cursor the one that positions speak of. */
  #enterCurrentFrame(): void {
    const frame = this.#queue.current;
    if (frame === undefined) return;
    this.#generation = frame.generation;
    this.#position = frame.samplePosition + this.#queue.offset;
  }

  /** A cut in mid-sound is softened by letting the last value die away; no sample of the reply is used. */
  #startTail(): void {
    if (this.#lastValue === 0) return;
    this.#tailValue = this.#lastValue;
    this.#tail = this.#gains.length - 1;
    this.#lastValue = 0;
  }

  #renderTail(output: Float32Array, from: number): void {
    for (let i = from; i < output.length && this.#tail > 0; i += 1) {
      this.#tail -= 1;
      output[i] = (output[i] ?? 0) + this.#tailValue * (this.#gains[this.#tail] ?? 0);
    }
  }

  #tell(cause: PlayoutCause, samplePosition: number): void {
    this.#sinceReport = 0;
    this.#onReport({ cause, generation: this.#generation, samplePosition });
  }
}
