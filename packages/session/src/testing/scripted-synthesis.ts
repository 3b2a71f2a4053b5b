import { FRAME_BYTES, FRAME_SAMPLES, ParleyError } from '@parley/protocol';
import type { Clock, Timer } from '../clock.js';
import type {
  SpokenWord,
  SynthesisPort,
  SynthesisRequest,
  SynthesisSink,
  SynthesisStream,
} from '../ports.js';

/** 40 ms a character. */
const SAMPLES_PER_CHARACTER = 1920;

/** A voice whose samples count: sample n of a generation is n modulo 32,000, so that loss and repetition show. */
export class ScriptedSynthesis implements SynthesisPort {
  readonly #clock: Clock;
  /** From the first text to the first frame. */
  firstFrameDelayMs = 20;
  /** Speculative replies wait for the last place until they are committed. */
  onePlaceLeft = false;
  /** Set to make replies fail after this many frames. */
  failAfterFrames: number | undefined;
  readonly requests: SynthesisRequest[] = [];
  /** Streams that were opened and neither ended nor stopped. */
  openStreams = 0;
  /** What was asked in band, in order. */
  readonly log: string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(request: SynthesisRequest, sink: SynthesisSink): SynthesisStream {
    this.requests.push(request);
    this.openStreams += 1;
    const waits = this.onePlaceLeft && request.speculative;
    return new ScriptedStream(this.#clock, this, request.generation, sink, waits);
  }
}

class ScriptedStream implements SynthesisStream {
  readonly #clock: Clock;
  readonly #owner: ScriptedSynthesis;
  readonly #generation: number;
  readonly #sink: SynthesisSink;
  #available = 0;
  #sent = 0;
  #frames = 0;
  #credit = 0;
  #paused = false;
  #finished = false;
  #over = false;
  #words: SpokenWord[] = [];
  #timer: Timer | undefined;
  #ready = false;
  #waitsForPlace: boolean;

  constructor(
    clock: Clock,
    owner: ScriptedSynthesis,
    generation: number,
    sink: SynthesisSink,
    waitsForPlace: boolean,
  ) {
    this.#waitsForPlace = waitsForPlace;
    this.#clock = clock;
    this.#owner = owner;
    this.#generation = generation;
    this.#sink = sink;
  }

  write(index: number, text: string): void {
    for (const match of text.matchAll(/\S+/gu)) {
      const startSample = this.#available + match.index * SAMPLES_PER_CHARACTER;
      this.#words.push({
        textIndex: index,
        textOffset: match.index,
        textLength: match[0].length,
        startSample,
        endSample: startSample + match[0].length * SAMPLES_PER_CHARACTER,
      });
    }
    this.#available += text.length * SAMPLES_PER_CHARACTER;
    this.#schedule(this.#ready ? 0 : this.#owner.firstFrameDelayMs);
  }
  finish(): void {
    this.#finished = true;
    this.#schedule(0);
  }
  commit(): void {
    this.#waitsForPlace = false;
    this.#schedule(0);
  }
  pause(): void {
    this.#owner.log.push(`pause ${this.#generation}`);
    this.#paused = true;
  }
  resume(): void {
    this.#owner.log.push(`resume ${this.#generation}`);
    this.#paused = false;
    this.#schedule(0);
  }
  stop(): void {
    if (this.#over) return;
    this.#owner.log.push(`stop ${this.#generation}`);
    this.#end();
  }
  grantCredit(frames: number): void {
    this.#credit += frames;
    this.#schedule(0);
  }

  #schedule(delayMs: number): void {
    if (this.#over || this.#timer !== undefined) return;
    this.#timer = this.#clock.setTimer(delayMs, () => {
      this.#timer = undefined;
      if (!this.#ready && this.#available > 0) this.#sink.onWorker?.('scripted');
      this.#ready ||= this.#available > 0;
      this.#emit();
    });
  }

  #emit(): void {
    if (this.#waitsForPlace) return;
    while (!this.#over && !this.#paused && this.#credit > 0 && this.#sent < this.#available) {
      if (this.#owner.failAfterFrames !== undefined && this.#frames >= this.#owner.failAfterFrames) {
        this.#end();
        this.#sink.onError(new ParleyError('SYNTHESIS_FAILED', 'scripted failure'));
        return;
      }
      const words = this.#words.filter(
        (word) => word.startSample >= this.#sent && word.startSample < this.#sent + FRAME_SAMPLES,
      );
      const samplePosition = this.#sent;
      this.#credit -= 1;
      this.#frames += 1;
      this.#sent += FRAME_SAMPLES;
      this.#sink.onFrame({ samplePosition, pcm: countingFrame(samplePosition), words });
    }
    if (!this.#over && this.#finished && this.#sent >= this.#available) {
      this.#end();
      this.#sink.onEnd();
    }
  }

  #end(): void {
    this.#over = true;
    this.#owner.openStreams -= 1;
    this.#timer?.cancel();
  }
}

export function countingFrame(samplePosition: number): Uint8Array {
  const pcm = new Uint8Array(FRAME_BYTES);
  const view = new DataView(pcm.buffer);
  for (let index = 0; index < FRAME_SAMPLES; index += 1) {
    view.setInt16(index * 2, (samplePosition + index) % 32_000, true);
  }
  return pcm;
}

/** The first samples of a generation. */
export function counting(length: number): number[] {
  return Array.from({ length }, (_, index) => index % 32_000);
}
