import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { FRAME_SAMPLES } from '@parley/protocol';
import type { AudioFrame, TextChunk__Output, WordMark } from '@parley/protocol/grpc';
import type { FakeFailures } from './fake-server.js';
import { FAKE_FRAMES_PER_WORD, frameOfWord } from './word-sound.js';

/** Scripted misbehaviour; may be changed while calls run. */
export interface FakeTtsFailures extends FakeFailures {
  /** The process dies after this many frames of a call. */
  dieAfterFrames?: number;
  /** No frame follows this many, though probes are answered. */
  stallAfterFrames?: number;
  /** Nothing at all is answered after this many frames of a call. */
  freezeAfterFrames?: number;
  /** After this many frames, what no worker may send. */
  garbageAfterFrames?: number;
  garbage?: 'empty-frame' | 'short-frame' | 'early-final' | 'no-final';
  /** Sends each frame a second time, as of another generation. */
  echoWrongGeneration?: boolean;
  /** The call fails with this status when it has text. */
  failWith?: status;
  /** Runs as far ahead as backpressure lets it. */
  ignoreCredit?: boolean;
  noWordMarks?: boolean;
}

/** One Synthesize call as the worker saw it. */
export interface FakeTtsCall {
  readonly sessionId: string;
  readonly texts: string[];
  readonly controls: string[];
  creditFrames: number;
  sentFrames: number;
  ended: boolean;
}

export type FakeTtsStream = ServerDuplexStream<TextChunk__Output, AudioFrame>;

interface SpeakContext {
  readonly sessions: ReadonlySet<string>;
  readonly failures: FakeTtsFailures;
  readonly calls: FakeTtsCall[];
  readonly frameIntervalMs: number;
  readonly framesPerMessage: number;
  readonly die: () => void;
}

interface Sound {
  readonly pcm: Buffer;
  readonly word: WordMark | undefined;
}

/** Answers one Synthesize call by the script. */
export function speak(stream: FakeTtsStream, context: SpeakContext): void {
  const { failures } = context;
  const queue: Sound[] = [];
  let call: FakeTtsCall | undefined;
  let generation = 0;
  let credit: number | undefined;
  let framesPerMessage = 1;
  let paused = false;
  let finalAsked = false;
  let marked = 0;
  let timer: NodeJS.Timeout | undefined;
  let draining = false;

  const unread: TextChunk__Output[] = [];
  stream.on('data', (chunk: TextChunk__Output) => {
    unread.push(chunk);
    // A stopped process reads what came meanwhile once it runs again.
    while (!failures.frozen) {
      const next = unread.shift();
      if (next === undefined) return;
      take(next);
    }
  });
  stream.on('cancelled', () => close());
  stream.on('error', () => close());
  stream.on('end', () => close());

  function take(chunk: TextChunk__Output): void {
    if (call === undefined) {
      call = {
        sessionId: chunk.session_id,
        texts: [],
        controls: [],
        creditFrames: 0,
        sentFrames: 0,
        ended: false,
      };
      context.calls.push(call);
      if (!context.sessions.has(chunk.session_id)) {
        fail(status.NOT_FOUND);
        return;
      }
    }
    generation = chunk.generation;
    if (chunk.frames_per_message !== undefined)
      framesPerMessage = Math.min(context.framesPerMessage, chunk.frames_per_message);
    if (chunk.credit_frames !== undefined) {
      credit = (credit ?? 0) + chunk.credit_frames;
      call.creditFrames += chunk.credit_frames;
    }
    if (chunk.control !== undefined) {
      call.controls.push(String(chunk.control));
      if (chunk.control === 'STOP') {
        finish(true);
        return;
      }
      paused = chunk.control === 'PAUSE';
    }
    if (chunk.text !== '') {
      if (failures.failWith !== undefined) {
        fail(failures.failWith);
        return;
      }
      call.texts.push(chunk.text);
      queueWords(chunk);
    }
    finalAsked ||= chunk.is_final;
    pump();
  }

  function queueWords(chunk: TextChunk__Output): void {
    for (const match of chunk.text.matchAll(/[\p{L}\p{N}]+/gu)) {
      const [word] = match;
      const start = marked * FAKE_FRAMES_PER_WORD * FRAME_SAMPLES;
      marked += 1;
      const mark: WordMark = {
        text_sequence_number: chunk.sequence_number,
        text_offset: match.index,
        text_length: word.length,
        start_sample: start,
        end_sample: start + FAKE_FRAMES_PER_WORD * FRAME_SAMPLES,
      };
      for (let i = 0; i < FAKE_FRAMES_PER_WORD; i += 1) {
        queue.push({ pcm: frameOfWord(word), word: i === 0 && !failures.noWordMarks ? mark : undefined });
      }
    }
  }

  function pump(): void {
    while (call !== undefined && !call.ended && timer === undefined && !draining && !failures.frozen) {
      if (paused) return;
      if (misbehave(call)) return;
      if (queue.length === 0) {
        if (finalAsked) finish(false);
        return;
      }
      if (!failures.ignoreCredit && credit !== undefined && credit <= 0) return;
      const sounds = queue.splice(0, Math.max(1, Math.min(framesPerMessage, credit ?? framesPerMessage)));
      if (credit !== undefined) credit -= sounds.length;
      send(call, sounds);
      if (context.frameIntervalMs > 0) {
        timer = setTimeout(() => {
          timer = undefined;
          pump();
        }, context.frameIntervalMs);
      }
    }
  }

  function send(current: FakeTtsCall, sounds: readonly Sound[]): void {
    const frame: AudioFrame = {
      session_id: current.sessionId,
      audio_data: Buffer.concat(sounds.map(({ pcm }) => pcm)),
      sample_rate: 48_000,
      frame_duration_ms: 20,
      sequence_number: current.sentFrames + 1,
      generation,
      sample_position: current.sentFrames * FRAME_SAMPLES,
      words: sounds.flatMap(({ word }) => word ?? []),
    };
    current.sentFrames += sounds.length;
    if (failures.echoWrongGeneration) stream.write({ ...frame, generation: generation + 1000 });
    if (!stream.write(frame)) {
      draining = true;
      stream.once('drain', () => {
        draining = false;
        pump();
      });
    }
  }

  /** Whether the script takes over here. */
  function misbehave(current: FakeTtsCall): boolean {
    const sent = current.sentFrames;
    if (sent >= (failures.dieAfterFrames ?? Number.POSITIVE_INFINITY)) {
      current.ended = true;
      context.die();
      return true;
    }
    if (sent >= (failures.freezeAfterFrames ?? Number.POSITIVE_INFINITY)) {
      failures.frozen = true;
      return true;
    }
    if (sent >= (failures.stallAfterFrames ?? Number.POSITIVE_INFINITY)) return true;
    if (failures.garbage !== undefined && sent >= (failures.garbageAfterFrames ?? 0)) {
      sendGarbage(failures.garbage);
      return true;
    }
    return false;
  }

  function sendGarbage(kind: NonNullable<FakeTtsFailures['garbage']>): void {
    close();
    if (kind === 'empty-frame') stream.write({ generation, audio_data: Buffer.alloc(0) });
    if (kind === 'short-frame')
      stream.write({ generation, audio_data: Buffer.alloc(100), sample_rate: 48_000 });
    if (kind === 'early-final') stream.write({ generation, is_final: true });
    stream.end();
  }

  function finish(stopped: boolean): void {
    if (call === undefined || call.ended) return;
    stream.write({
      session_id: call.sessionId,
      generation,
      is_final: true,
      stopped,
      sequence_number: call.sentFrames + 1,
    });
    close();
    stream.end();
  }

  function fail(code: status): void {
    close();
    stream.emit('error', { code, details: 'failed by script' });
  }

  function close(): void {
    if (call !== undefined) call.ended = true;
    clearTimeout(timer);
  }
}
