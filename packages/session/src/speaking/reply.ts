import { FRAME_MS, type ParleyError } from '@parley/protocol';
import type { Clock, Timer } from '../clock.js';
import type { ResponseHandle, SynthesisPort, SynthesisRequest, SynthesisStream } from '../ports.js';
import { Chunker, type Piece } from './chunker.js';
import { HeardText } from './heard-text.js';
import { PcmTimeline } from './pcm-timeline.js';

/** Text that waits this long for the end of its sentence is spoken as far as it goes. */
const STALL_FLUSH_MS = 500;
/** Credit is given in parts of the whole, to keep messages few. */
const CREDIT_PARTS = 5;
/** What a reply that may be thrown away may cost in advance. */
const SPECULATIVE_CREDIT_MS = 400;

export interface ReplyOptions {
  readonly request: SynthesisRequest;
  readonly synthesis: SynthesisPort;
  readonly clock: Clock;
  readonly creditMs: number;
  readonly interruptible: boolean;
  readonly events: ReplyEvents;
}

export interface ReplyEvents {
  /** Audio arrived; `first` for the first of the reply. */
  audio(reply: Reply, first: boolean): void;
  text(reply: Reply, delta: string): void;
  /** All audio is there (perhaps none). */
  synthesised(reply: Reply): void;
  failed(reply: Reply, error: ParleyError): void;
  /** Its audio stops for a while. */
  delayed(reply: Reply, error: ParleyError): void;
}

/**
 * One reply on its way to the ear: its text, the synthesis of it, the audio made so far. Prepared before it is
 * certain that it will be spoken; owns its synthesis stream and its responder call, `stop()` ends both.
 */
export class Reply {
  readonly generation: number;
  readonly interruptible: boolean;
  readonly timeline = new PcmTimeline();
  readonly heard = new HeardText();
  /** The responder call that writes it, if one does. */
  response: ResponseHandle | undefined;
  /** When things happened, for the figures of the turn. */
  readonly marks: { createdMs: number; firstTextMs?: number; firstAudioMs?: number };

  readonly #options: ReplyOptions;
  readonly #chunker = new Chunker();
  #stream: SynthesisStream | undefined;
  #pieces = 0;
  #textDone = false;
  #audioDone = false;
  #stopped = false;
  #speculative: boolean;
  #delayed = false;
  #releasedFrames = 0;
  #stallTimer: Timer | undefined;

  constructor(options: ReplyOptions) {
    this.#options = options;
    this.generation = options.request.generation;
    this.interruptible = options.interruptible;
    this.#speculative = options.request.speculative;
    this.marks = { createdMs: options.clock.nowMs() };
  }

  /** All text is known. */
  get textDone(): boolean {
    return this.#textDone;
  }
  /** All audio is there. */
  get audioDone(): boolean {
    return this.#audioDone;
  }

  /** It waits for a worker, and that was told. */
  get delayed(): boolean {
    return this.#delayed;
  }

  /** Whether sound is due. Where the port does not say, it is from the end of the text to that of the audio. */
  get owes(): boolean {
    if (this.#stopped || this.#audioDone || this.#stream === undefined) return false;
    return this.#stream.owes ?? this.#textDone;
  }

  write(delta: string): void {
    if (this.#stopped || this.#textDone || delta === '') return;
    this.marks.firstTextMs ??= this.#options.clock.nowMs();
    this.heard.write(delta);
    this.#options.events.text(this, delta);
    this.#speak(this.#chunker.push(delta));
    this.#stallTimer?.cancel();
    if (this.#chunker.pending !== '') {
      this.#stallTimer = this.#options.clock.setTimer(STALL_FLUSH_MS, () =>
        this.#speak(this.#chunker.flushStalled()),
      );
    }
  }

  finishText(): void {
    if (this.#stopped || this.#textDone) return;
    this.#textDone = true;
    this.#stallTimer?.cancel();
    this.#speak(this.#chunker.finish());
    if (this.#stream === undefined) {
      this.#audioDone = true;
      this.#options.events.synthesised(this);
    } else {
      this.#stream.finish();
    }
  }

  /** The reply will be spoken: full credit from now on. */
  release(): void {
    if (!this.#speculative) return;
    this.#speculative = false;
    this.#stream?.commit?.();
    this.#stream?.grantCredit(toFrames(this.#options.creditMs) - toFrames(SPECULATIVE_CREDIT_MS));
  }

  pause(): void {
    this.#stream?.pause();
  }
  resume(): void {
    this.#stream?.resume();
  }

  /** Playout released frames: the worker may make as many more. */
  released(frames: number): void {
    this.#releasedFrames += frames;
    if (this.#releasedFrames < toFrames(this.#options.creditMs / CREDIT_PARTS) || this.#audioDone) return;
    this.#stream?.grantCredit(this.#releasedFrames);
    this.#releasedFrames = 0;
  }

  /** Ends synthesis and the responder call. Nothing more is told. Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#stallTimer?.cancel();
    this.response?.cancel();
    this.#stream?.stop();
  }

  #speak(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      this.#pieces += 1;
      this.heard.piece(this.#pieces, piece.offset);
      this.#open().write(this.#pieces, piece.text);
    }
  }

  #open(): SynthesisStream {
    if (this.#stream !== undefined) return this.#stream;
    const { synthesis, request, clock, creditMs, events } = this.#options;
    this.#stream = synthesis.open(
      { ...request, speculative: this.#speculative },
      {
        onFrame: (frame) => {
          if (this.#stopped || !this.timeline.append(frame.samplePosition, frame.pcm)) return;
          this.heard.addWords(frame.words);
          this.#delayed = false;
          const first = this.marks.firstAudioMs === undefined;
          this.marks.firstAudioMs ??= clock.nowMs();
          events.audio(this, first);
        },
        onEnd: () => {
          if (this.#stopped) return;
          this.#audioDone = true;
          events.synthesised(this);
        },
        onError: (error) => {
          if (this.#stopped) return;
          this.#audioDone = true;
          events.failed(this, error);
        },
        onDelayed: (error) => {
          if (this.#stopped) return;
          this.#delayed = true;
          events.delayed(this, error);
        },
        onWithdraw: (position) => {
          this.timeline.truncate(position);
          this.heard.withdraw(position);
        },
      },
    );
    this.#stream.grantCredit(toFrames(this.#speculative ? SPECULATIVE_CREDIT_MS : creditMs));
    return this.#stream;
  }
}

function toFrames(durationMs: number): number {
  return Math.ceil(durationMs / FRAME_MS);
}
