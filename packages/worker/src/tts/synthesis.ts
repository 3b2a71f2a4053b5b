import type { TtsOptions } from '@parley/engines';
import { FRAME_BYTES, FRAME_MS, FRAME_SAMPLES, ParleyError, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { AudioFrame } from '@parley/protocol/grpc';
import type { LanePool } from '../lanes/lane-pool.js';
import type { LaneWord, SpeakInput, SpeakRequest, SpokenAudio } from '../lanes/tts-messages.js';
import type { LoadMeter } from '../load-meter.js';
import type { SessionTask } from '../sessions/session-table.js';
import type { FrameListener } from '../worker-options.js';

export interface SynthesisOptions {
  readonly sessionId: string;
  readonly modelId: string;
  readonly voice: TtsOptions;
  readonly lanes: LanePool;
  readonly meter: LoadMeter;
  readonly wire: FrameWire;
  readonly onFrame?: FrameListener | undefined;
  /** The generation is over, however it ended; called once. */
  readonly onOver: () => void;
}

/** The downstream half of a call. */
export interface FrameWire {
  /** False: full; nothing more is written until `Synthesis.wireDrained`. */
  write(frame: AudioFrame): boolean;
  end(): void;
  fail(error: ParleyError): void;
}

/**
 * One generation on its way from a lane to the wire. Frames go out in order as far as credit and the wire allow;
 * the lane is told how far it may run ahead. Owns its call on the lane.
 */
export interface Synthesis extends SessionTask {
  readonly generation: number;
  /** Throws `ParleyError` LIMIT_EXCEEDED when the reply is too long. */
  addText(sequence: number, text: string): void;
  finishText(): void;
  /** The first grant makes the call obey credit. */
  grantCredit(frames: number): void;
  pause(): void;
  resume(): void;
  /** Ends with an empty end marker at once. */
  stop(): void;
  setGeneration(generation: number): void;
  /** How many frames one message may hold. Default 1. */
  packFrames(framesPerMessage: number): void;
  wireDrained(): void;
}

/**
 * Frames that a lane makes beyond what was written, short of the 50 (1 s) allowed by the longest piece that an
 * engine yields (200 ms). With credit the reader's own buffer is ahead already, so half is enough.
 */
const AHEAD_FRAMES = 40;
const AHEAD_WITH_CREDIT_FRAMES = 20;
/** The lane is told of new demand in steps, not for every frame. */
const DEMAND_STEP_FRAMES = 5;
/** Characters of one reply: an hour of speech. */
const MAX_REPLY_CHARS = 100_000;
const EMPTY = new Uint8Array(0);

export function createSynthesis(options: SynthesisOptions): Synthesis {
  const { sessionId, lanes, meter, wire } = options;
  const pooled = lanes.pick();
  const controller = new AbortController();
  const audio: SpokenAudio[] = [];
  const words: LaneWord[] = [];
  let state: 'running' | 'paused' | 'over' = 'running';
  /** Frames already written of `audio[0]`. */
  let offsetFrames = 0;
  let sequence = 0;
  let creditFrames: number | undefined;
  let wireFull = false;
  let laneDone = false;
  let demandedFrames = AHEAD_FRAMES;
  let textsQueued = 0;
  let chars = 0;
  let generation = 0;
  let framesPerMessage = 1;

  const request: SpeakRequest = {
    modelId: options.modelId,
    options: options.voice,
    demandFrames: demandedFrames,
  };
  const call = pooled.lane.call<void>('speak', request, {
    signal: controller.signal,
    onMessage: (message) => receive(message as SpokenAudio),
  });
  pooled.streams++;
  call.result.catch((thrown) => {
    if (state !== 'over') over(() => wire.fail(ParleyError.from(thrown, 'SYNTHESIS_FAILED')));
  });

  const send = (input: SpeakInput) => call.send(input);

  function receive(spoken: SpokenAudio): void {
    textsQueued -= spoken.textsDone;
    meter.done(spoken.textsDone);
    meter.worked(spoken.workMs, spoken.frames * FRAME_MS);
    if (state === 'over') return;
    if (spoken.frames > 0) audio.push(spoken);
    words.push(...spoken.words);
    laneDone ||= spoken.final;
    pump();
  }

  /** Writes what may be written now. */
  function pump(): void {
    while (state === 'running' && !wireFull && audio[0] !== undefined && creditFrames !== 0) writeFrames();
    if (state === 'running' && laneDone && audio.length === 0) over(() => writeEnd(false));
    else demand();
  }

  /** One message with as many frames as are there and may be in it; copied together where several pieces hold them. */
  function writeFrames(): void {
    const most = Math.min(framesPerMessage, creditFrames ?? Number.POSITIVE_INFINITY);
    const parts: Uint8Array[] = [];
    const madeAtMs: number[] = [];
    for (let spoken = audio[0]; spoken !== undefined && madeAtMs.length < most; spoken = audio[0]) {
      const until = Math.min(spoken.frames, offsetFrames + most - madeAtMs.length);
      parts.push(spoken.pcm.subarray(offsetFrames * FRAME_BYTES, until * FRAME_BYTES));
      for (; offsetFrames < until; offsetFrames++) madeAtMs.push(spoken.madeAtMs);
      if (offsetFrames < spoken.frames) break;
      audio.shift();
      offsetFrames = 0;
    }
    const [first] = parts;
    const frames = madeAtMs.length;
    const last = laneDone && audio.length === 0;
    const packed = message(parts.length === 1 && first !== undefined ? first : Buffer.concat(parts), last);
    sequence += frames - 1;
    const begun = takeWords(last ? Number.POSITIVE_INFINITY : sequence * FRAME_SAMPLES);
    if (begun.length > 0) packed.words = begun;
    if (creditFrames !== undefined) creditFrames -= frames;
    wireFull = !wire.write(packed);
    for (const [at, atMs] of madeAtMs.entries())
      options.onFrame?.(sessionId, sequence - frames + 1 + at, atMs);
    if (last) over(() => wire.end());
  }

  function takeWords(beforeSample: number): LaneWord[] {
    let count = 0;
    for (const word of words) {
      if (word.start_sample >= beforeSample) break;
      count++;
    }
    return count === 0 ? [] : words.splice(0, count);
  }

  function writeEnd(stopped: boolean): void {
    const marker = message(EMPTY, true);
    if (stopped) marker.stopped = true;
    wire.write(marker);
    wire.end();
  }

  /** Numbers are given here, at the moment of writing. */
  function message(pcm: Uint8Array, last: boolean): AudioFrame {
    const position = sequence * FRAME_SAMPLES;
    return {
      session_id: sessionId,
      audio_data: pcm,
      sample_rate: SAMPLE_RATE_HZ,
      frame_duration_ms: FRAME_MS,
      sequence_number: ++sequence,
      is_final: last,
      generation,
      sample_position: position,
    };
  }

  function demand(): void {
    const ahead = creditFrames === undefined ? AHEAD_FRAMES : AHEAD_WITH_CREDIT_FRAMES;
    if (state === 'over' || laneDone || sequence + ahead < demandedFrames + DEMAND_STEP_FRAMES) return;
    demandedFrames = sequence + ahead;
    send({ kind: 'demand', frames: demandedFrames });
  }

  function over(lastWords: () => void): void {
    state = 'over';
    lastWords();
    pooled.streams--;
    controller.abort();
    meter.done(textsQueued);
    textsQueued = 0;
    audio.length = 0;
    words.length = 0;
    options.onOver();
  }

  return {
    get generation() {
      return generation;
    },
    setGeneration(given) {
      generation = given;
    },
    packFrames(most) {
      framesPerMessage = Math.max(1, most);
    },
    addText(textSequence, text) {
      if (state === 'over') return;
      chars += text.length;
      if (chars > MAX_REPLY_CHARS) {
        throw new ParleyError('LIMIT_EXCEEDED', `a reply has at most ${MAX_REPLY_CHARS} characters`);
      }
      textsQueued++;
      meter.queued();
      send({ kind: 'text', sequence: textSequence, text });
    },
    finishText() {
      if (state !== 'over') send({ kind: 'finish' });
    },
    grantCredit(frames) {
      creditFrames = (creditFrames ?? 0) + frames;
      pump();
    },
    pause() {
      if (state === 'running') state = 'paused';
    },
    resume() {
      if (state !== 'paused') return;
      state = 'running';
      pump();
    },
    stop() {
      if (state !== 'over') over(() => writeEnd(true));
    },
    abandon() {
      if (state !== 'over') over(() => writeEnd(true));
    },
    wireDrained() {
      wireFull = false;
      pump();
    },
  };
}
