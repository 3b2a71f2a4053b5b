import { FRAME_BYTES, type ParleyError } from '@parley/protocol';
import type { RecognitionSink, SpokenWord, SynthesisFrame, SynthesisSink, Transcript } from '@parley/session';

const BYTES_PER_SAMPLE = 2;

/** A sink that keeps what it was told, frame by frame, as playout would: withdrawn frames are gone. */
export interface RecordingSynthesisSink extends SynthesisSink {
  readonly frames: SynthesisFrame[];
  readonly words: SpokenWord[];
  readonly withdrawals: number[];
  readonly errors: ParleyError[];
  readonly delays: ParleyError[];
  ends: number;
  /** Resolves at `onEnd` or `onError`. */
  readonly over: Promise<void>;
  /** Resolves when this many frames are held. */
  reached(frames: number): Promise<void>;
}

export function createRecordingSynthesisSink(): RecordingSynthesisSink {
  const waiting: { frames: number; resolve: () => void }[] = [];
  const { promise: over, resolve: finish } = deferred();
  const sink: RecordingSynthesisSink = {
    frames: [],
    words: [],
    withdrawals: [],
    errors: [],
    delays: [],
    ends: 0,
    over,
    onFrame(frame) {
      for (let at = 0; at < frame.pcm.byteLength; at += FRAME_BYTES) {
        const samplePosition = frame.samplePosition + at / BYTES_PER_SAMPLE;
        sink.frames.push({ ...frame, samplePosition, pcm: frame.pcm.subarray(at, at + FRAME_BYTES) });
      }
      sink.words.push(...frame.words);
      for (const waiter of waiting) if (sink.frames.length >= waiter.frames) waiter.resolve();
    },
    onEnd() {
      sink.ends += 1;
      finish();
    },
    onError(error) {
      sink.errors.push(error);
      finish();
    },
    onDelayed(error) {
      sink.delays.push(error);
    },
    onWithdraw(position) {
      sink.withdrawals.push(position);
      while ((sink.frames.at(-1)?.samplePosition ?? -1) >= position) sink.frames.pop();
      while ((sink.words.at(-1)?.startSample ?? -1) >= position) sink.words.pop();
    },
    reached(frames) {
      if (sink.frames.length >= frames) return Promise.resolve();
      const { promise, resolve } = deferred();
      waiting.push({ frames, resolve });
      return promise;
    },
  };
  return sink;
}

export interface RecordingRecognitionSink extends RecognitionSink {
  readonly partials: Transcript[];
  readonly finals: Transcript[];
  readonly errors: ParleyError[];
  readonly delays: ParleyError[];
  readonly over: Promise<void>;
  reached(partials: number): Promise<void>;
}

export function createRecordingRecognitionSink(): RecordingRecognitionSink {
  const waiting: { partials: number; resolve: () => void }[] = [];
  const { promise: over, resolve: finish } = deferred();
  const sink: RecordingRecognitionSink = {
    partials: [],
    finals: [],
    errors: [],
    delays: [],
    over,
    onPartial(transcript) {
      sink.partials.push(transcript);
      for (const waiter of waiting) if (sink.partials.length >= waiter.partials) waiter.resolve();
    },
    onFinal(transcript) {
      sink.finals.push(transcript);
      finish();
    },
    onDelayed(error) {
      sink.delays.push(error);
    },
    onError(error) {
      sink.errors.push(error);
      finish();
    },
    reached(partials) {
      if (sink.partials.length >= partials) return Promise.resolve();
      const { promise, resolve } = deferred();
      waiting.push({ partials, resolve });
      return promise;
    },
  };
  return sink;
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
