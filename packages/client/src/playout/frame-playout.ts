import { SAMPLE_RATE_HZ } from '@parley/protocol/frame';
import { CutTail, Fade } from './fade.js';
import { FrameIntake } from './frame-intake.js';
import { FrameQueue, type PlayoutFrame } from './frame-queue.js';
import type {
  PlayoutBuffer,
  PlayoutBufferOptions,
  PlayoutStatistics,
  SpanObserver,
} from './playout-buffer.js';
import type { PlayoutCause, PlayoutReport } from './playout-report.js';
import { StartGate } from './start-gate.js';

type Mode = 'waiting' | 'playing' | 'fading-out' | 'held';

const INT16_SCALE = 1 / 32_768;

function samplesOf(durationMs: number): number {
  return Math.round((durationMs * SAMPLE_RATE_HZ) / 1000);
}

/** A `PlayoutBuffer` of frames: what is rendered, held and told, and when. */
export class FramePlayout implements PlayoutBuffer {
  readonly #queue = new FrameQueue();
  readonly #intake: FrameIntake;
  readonly #gate: StartGate;
  readonly #reportEvery: number;
  readonly #onReport: (report: PlayoutReport) => void;
  readonly #onSpan: SpanObserver | undefined;
  readonly #fade: Fade;
  readonly #tail: CutTail;

  #mode: Mode = 'waiting';
  #resumeAfterFade = false;
  #generation = -1;
  #position = 0;
  #heldPosition = 0;
  #sinceReport = 0;
  #active = false;
  #starved = false;
  #flushed = -1;
  #ended = -1;
  #underruns = 0;

  constructor(options: PlayoutBufferOptions) {
    this.#intake = new FrameIntake(this.#queue, samplesOf(options.capacityMs ?? 30_000));
    this.#gate = new StartGate(samplesOf(options.startThresholdMs ?? 50));
    this.#reportEvery = samplesOf(options.reportEveryMs ?? 100);
    this.#onReport = options.onReport ?? (() => {});
    this.#onSpan = options.onSpan;
    const fadeSamples = Math.max(1, samplesOf(options.fadeMs ?? 8));
    this.#fade = new Fade(fadeSamples);
    this.#tail = new CutTail(fadeSamples);
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
    const { staleSamples, overflowSamples } = this.#intake;
    return { underruns: this.#underruns, staleSamples, overflowSamples };
  }

  push(frame: PlayoutFrame): void {
    this.#intake.push(frame, {
      flushed: this.#flushed,
      generation: this.#generation,
      end: this.#position,
    });
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
    this.#fade.shut();
    this.#gate.shut();
    this.#mode = this.#queue.ahead > 0 && this.#active ? 'playing' : 'waiting';
    if (this.#mode === 'playing') this.#queue.anchor();
    if (this.#generation >= 0) this.#tell('resume', this.#position);
    if (this.#queue.ahead === 0 && this.#generation <= this.#ended) this.#finish();
  }

  flush(generation: number): void {
    if (generation <= this.#flushed) return;
    this.#flushed = generation;
    const current = this.#queue.current?.generation ?? this.#generation;
    if (current > generation) return;
    if (this.held) this.#position = this.#heldPosition;
    else this.#enterCurrentFrame();
    this.#silence(generation);
    if (this.#generation >= 0) this.#tell('flush', this.#position);
  }

  reset(): void {
    this.#silence(Number.POSITIVE_INFINITY);
    this.#generation = -1;
    this.#position = 0;
    this.#heldPosition = 0;
    this.#sinceReport = 0;
    this.#flushed = -1;
    this.#ended = -1;
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
    if (this.#mode === 'waiting' || this.#mode === 'held') this.#tail.heard(0);
    this.#tail.render(output, tailFrom);
    if (this.#mode === 'playing' && this.#sinceReport >= this.#reportEvery) {
      this.#tell('progress', this.#heard);
    }
  }

  #silence(generation: number): void {
    this.#queue.dropThrough(generation);
    this.#tail.start();
    this.#mode = 'waiting';
    this.#fade.open();
    this.#gate.shut();
    this.#resumeAfterFade = false;
    this.#starved = false;
    this.#active = false;
  }

  get #fadingIn(): boolean {
    return this.#fade.toFull > 0;
  }

  /** Reported positions never go back, so samples of an unfinished fade in do not count yet. */
  get #heard(): number {
    return this.#mode === 'playing' && this.#fadingIn ? this.#heldPosition : this.#position;
  }

  #startWhenReady(samples: number): void {
    const frame = this.#queue.current;
    if (frame === undefined) return;
    const complete = frame.generation <= this.#ended || this.#queue.last?.generation !== frame.generation;
    if (!this.#gate.opens(this.#queue.ahead, complete, samples)) return;
    this.#mode = 'playing';
    this.#gate.shut();
    const isNew = frame.generation !== this.#generation || !this.#active;
    this.#enterCurrentFrame();
    // A reply starts at its own level; one that goes on in the middle fades in.
    if (isNew && !this.#starved && this.#position === 0) this.#fade.open();
    else this.#fade.shut();
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
    let count = Math.min(output.length - start, frame.samples.length - offset);
    const step = fadingOut ? -1 : this.#fadingIn ? 1 : 0;
    if (step === -1) count = Math.min(count, this.#fade.toSilence);
    else if (step === 1) count = Math.min(count, this.#fade.toFull);
    for (let i = 0; i < count; i += 1) {
      output[start + i] = (frame.samples[offset + i] ?? 0) * INT16_SCALE * this.#fade.next(step);
    }
    if (count > 0) this.#tail.heard(output[start + count - 1] ?? 0);
    this.#position = frame.samplePosition + offset;
    this.#onSpan?.(this.#generation, this.#position, count, start, fadingOut);
    this.#position += count;
    this.#sinceReport += count;
    this.#queue.advance(count);
    if (fadingOut && this.#fade.toSilence === 0) this.#freeze();
    else if (step === 1 && !this.#fadingIn) this.#queue.release();
    return count;
  }

  /** The fade out is done. */
  #freeze(): void {
    this.#queue.rewind();
    this.#position = this.#heldPosition;
    this.#fade.shut();
    this.#mode = 'held';
    if (this.#resumeAfterFade) {
      this.#resumeAfterFade = false;
      this.resume();
    }
  }

  #runDry(): void {
    this.#tail.start();
    if (this.#mode === 'fading-out') {
      this.#freeze();
      return;
    }
    this.#queue.release();
    this.#mode = 'waiting';
    this.#gate.shut();
    this.#fade.open();
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
    this.#fade.open();
    this.#tell('end', this.#position);
  }

  /** Makes the frame under the cursor the one that positions speak of. */
  #enterCurrentFrame(): void {
    const frame = this.#queue.current;
    if (frame === undefined) return;
    this.#generation = frame.generation;
    this.#position = frame.samplePosition + this.#queue.offset;
  }

  #tell(cause: PlayoutCause, samplePosition: number): void {
    this.#sinceReport = 0;
    this.#onReport({ cause, generation: this.#generation, samplePosition });
  }
}
