import { type ServiceError, status } from '@grpc/grpc-js';
import { FRAME_BYTES, FRAME_SAMPLES, ParleyError, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { AudioFrame__Output, TTSServiceClient, WordMark__Output } from '@parley/protocol/grpc';
import { fromGrpcError } from '@parley/runtime/grpc';
import type { Clock, SpokenWord, SynthesisFrame } from '@parley/session';
import { createLiveness } from '../liveness.js';
import type { WorkerTelemetry } from '../telemetry.js';
import { isWorkerGone, type WorkerSession } from '../worker-sessions.js';
import type { TextPiece } from './spoken-text.js';
import { createTtsCall, FRAMES_PER_MESSAGE } from './tts-call.js';

/** One worker's try at speaking a reply, or the rest of one. */
export interface Attempt {
  readonly worker: string;
  /** Frames that came. */
  readonly frames: number;
  /** Whether it should be sending frames now. */
  readonly owes: boolean;
  write(piece: TextPiece): void;
  finish(): void;
  pause(): void;
  resume(): void;
  grant(frames: number): void;
  /** Ends it before its end: nothing is called back any more. */
  stop(): void;
  /** Gives the worker up: nothing is called back any more, and its session is not used again. */
  abandon(): void;
}

export interface AttemptOptions {
  readonly session: WorkerSession<TTSServiceClient>;
  readonly generation: number;
  /** Position of the first sample that this worker will send. */
  readonly basePosition: number;
  readonly creditFrames: number;
  readonly paused: boolean;
  readonly clock: Clock;
  readonly telemetry: WorkerTelemetry;
  readonly silenceMs: number;
  readonly stallMs: number;
  readonly probe: () => Promise<boolean>;
  /** Whether all words given so far have come; undefined when the worker marks no words. */
  readonly isSpoken: () => boolean | undefined;
  readonly onFrame: (frame: SynthesisFrame) => void;
  readonly onEnd: () => void;
  readonly onLost: (loss: Loss) => void;
  /** The worker owes frames and sends none; `frozen`: nor does it answer. The reply may stay or go. */
  readonly onSilent: (how: 'frozen' | 'stalled', silentMs: number) => void;
}

/**
 * Why a worker was lost. `gone`: nothing should be sent there until it answers. `faulty`: this reply should not go
 * back there. `again`: the same worker may do. `rejected`: no worker will do.
 */
export interface Loss {
  readonly kind: 'gone' | 'faulty' | 'again' | 'rejected';
  readonly error: ParleyError;
}

export function startAttempt(options: AttemptOptions): Attempt {
  const { session, generation, basePosition, telemetry } = options;
  const sent = new Map<number, TextPiece>();
  let frames = 0;
  /** Frames that the session allows and that have not come. */
  let credit = options.creditFrames;
  /** The part of it that the worker does not know of yet. */
  let unsentCredit = options.creditFrames;
  let paused = options.paused;
  let finished = false;
  let framesAtLastText = 0;
  let overCredit: AudioFrame__Output | undefined;
  let ignoresCredit = false;
  let owes = false;
  let over = false;

  const call = createTtsCall({
    client: session.client,
    sessionId: session.id,
    generation,
    clock: options.clock,
    onFrame: (frame) => {
      if (!over) onFrame(frame);
    },
    onClosed: (error) => {
      if (!over) lose(lossOf(error));
    },
  });
  const liveness = createLiveness({
    clock: options.clock,
    silenceMs: options.silenceMs,
    stallMs: options.stallMs,
    probe: options.probe,
    onSilent: options.onSilent,
  });
  if (paused) call.sendControl('PAUSE');

  function onFrame(frame: AudioFrame__Output): void {
    if (frame.generation !== 0 && frame.generation !== generation) {
      telemetry.count('stale_frame');
      return;
    }
    const fault = faultOf(frame);
    if (fault !== undefined) {
      telemetry.count('protocol_error');
      lose({ kind: 'faulty', error: new ParleyError('SYNTHESIS_FAILED', `the worker ${fault}`) });
      return;
    }
    if (frame.audio_data.length > 0) {
      if (credit <= 0) {
        // A worker that knows no credit is held by backpressure.
        overCredit = frame;
        ignoresCredit = true;
        call.holdReading(true);
        return;
      }
      deliver(frame);
    }
    if (frame.is_final && !over) end();
  }

  function faultOf(frame: AudioFrame__Output): string | undefined {
    const bytes = frame.audio_data.length;
    if (bytes === 0 && !frame.is_final) return 'sent an empty frame';
    if (bytes % FRAME_BYTES !== 0 || bytes > FRAMES_PER_MESSAGE * FRAME_BYTES)
      return `sent frames of ${bytes} bytes`;
    if (frame.sample_rate !== 0 && frame.sample_rate !== SAMPLE_RATE_HZ) return 'sent another sample rate';
    if (frame.is_final && !finished && !frame.stopped) return 'ended a reply that goes on';
    return undefined;
  }

  function deliver(frame: AudioFrame__Output): void {
    const samplePosition = basePosition + frames * FRAME_SAMPLES;
    const came = frame.audio_data.length / FRAME_BYTES;
    frames += came;
    credit -= came;
    liveness.heard();
    options.onFrame({ samplePosition, pcm: frame.audio_data, words: frame.words.flatMap(toWord) });
    watch();
  }

  function releaseHeld(): void {
    const held = overCredit;
    if (held === undefined || over || credit <= 0) return;
    overCredit = undefined;
    onFrame(held);
    if (!over) call.holdReading(false);
  }

  function toWord(mark: WordMark__Output): SpokenWord[] {
    const piece = sent.get(mark.text_sequence_number);
    if (piece === undefined) return [];
    return [
      {
        textIndex: piece.index,
        textOffset: piece.offset + mark.text_offset,
        textLength: mark.text_length,
        startSample: basePosition + mark.start_sample,
        endSample: basePosition + mark.end_sample,
      },
    ];
  }

  function watch(): void {
    if (over) return;
    const spoken = options.isSpoken() ?? frames > framesAtLastText;
    owes = !paused && credit > 0 && (finished || (sent.size > 0 && !spoken));
    liveness.owes(owes);
  }

  function leave(): void {
    over = true;
    liveness.close();
  }

  function end(): void {
    leave();
    void call.end().then((inOrder) => session.release(inOrder));
    options.onEnd();
  }

  function lose(loss: Loss): void {
    leave();
    call.cancel();
    session.release(false);
    options.onLost(loss);
  }

  return {
    worker: session.worker.name,
    get frames() {
      return frames;
    },
    get owes() {
      return owes;
    },
    write(piece) {
      sent.set(call.sendText(piece.text, unsentCredit), piece);
      unsentCredit = 0;
      framesAtLastText = frames;
      watch();
    },
    finish() {
      finished = true;
      call.sendFinal();
      watch();
    },
    pause() {
      paused = true;
      call.sendControl('PAUSE');
      watch();
    },
    resume() {
      paused = false;
      call.sendControl('RESUME');
      watch();
    },
    grant(more) {
      credit += more;
      // Before the first text it travels with it, in one message. A worker that ignores it may have ended its side.
      if (sent.size === 0) unsentCredit += more;
      else if (!ignoresCredit) call.sendCredit(more);
      // Later, since a sink hears nothing from inside a call.
      if (overCredit !== undefined) setImmediate(releaseHeld);
      watch();
    },
    stop() {
      if (over) return;
      leave();
      void call.stop().then((inOrder) => session.release(inOrder));
    },
    abandon() {
      if (over) return;
      leave();
      call.cancel();
      session.release(false);
    },
  };
}

/** A worker that was killed and is watched over serves again about then. */
const RESTART_MS = 3000;

function gone(message: string, cause?: ServiceError): Loss {
  return {
    kind: 'gone',
    error: new ParleyError('WORKER_UNAVAILABLE', message, { retryAfterMs: RESTART_MS, cause }),
  };
}

/** What the silence of a worker comes to. */
export function silenceLoss(how: 'frozen' | 'stalled'): Loss {
  if (how === 'frozen') return gone('the worker is frozen');
  return {
    kind: 'faulty',
    error: new ParleyError('SYNTHESIS_FAILED', 'the worker answers but sends no audio'),
  };
}

function lossOf(error: ServiceError | undefined): Loss {
  if (error === undefined) {
    return {
      kind: 'faulty',
      error: new ParleyError('SYNTHESIS_FAILED', 'the worker ended without an end marker'),
    };
  }
  const wrapped = fromGrpcError(error, 'SYNTHESIS_FAILED');
  if (isWorkerGone(error)) return gone(wrapped.message, error);
  if (error.code === status.INVALID_ARGUMENT) return { kind: 'rejected', error: wrapped };
  // The session is unknown there (it restarted, or let it go) or has no room: the worker itself is well.
  if (error.code === status.NOT_FOUND || error.code === status.RESOURCE_EXHAUSTED || isWriteAfterEnd(error)) {
    return { kind: 'again', error: new ParleyError('WORKER_UNAVAILABLE', wrapped.message, { cause: error }) };
  }
  return { kind: 'faulty', error: wrapped };
}

/** Credit that crossed the worker's end of the call on the wire; grpc-js then drops what was not read. */
function isWriteAfterEnd(error: ServiceError): boolean {
  return error.code === status.INTERNAL && error.details.startsWith('Write error');
}
