import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import type { AudioChunk__Output, TranscriptEvent } from '@parley/protocol/grpc';
import { loadAsrProto } from '@parley/runtime/grpc';
import {
  type FakeFailures,
  type FakeServer,
  fakeCapabilities,
  fakeEntry,
  startFakeServer,
} from './fake-server.js';

/** Scripted misbehaviour; may be changed while calls run. */
export interface FakeAsrFailures extends FakeFailures {
  /** The process dies when a call has this much audio. */
  dieAfterMs?: number;
  /** Nothing at all is answered when a call has this much audio. */
  freezeAfterMs?: number;
  /** No FINAL ever comes. */
  noFinal?: boolean;
  /** FINAL comes twice. */
  twoFinals?: boolean;
  /** Each event is preceded by one of another utterance. */
  echoWrongUtterance?: boolean;
  /** A FINAL of its own accord after this much audio, as by a worker that cuts long speech. */
  cutAfterMs?: number;
  failWith?: status;
}

export interface FakeAsrCall {
  readonly sessionId: string;
  readonly utterance: number;
  audioMs: number;
  stopped: boolean;
  ended: boolean;
}

export interface FakeAsrWorker extends FakeServer {
  readonly failures: FakeAsrFailures;
  readonly calls: readonly FakeAsrCall[];
  entry(): ReturnType<typeof fakeEntry>;
}

export interface FakeAsrWorkerOptions {
  readonly name: string;
  /** Default 10. */
  readonly maxSessions?: number;
  readonly failures?: FakeAsrFailures;
  /** What is known now; a partial follows each change. Default: how much audio was heard, every 400 ms. */
  readonly transcript?: () => string;
}

type Stream = ServerDuplexStream<AudioChunk__Output, TranscriptEvent>;

/** Audio between two partials. */
const PARTIAL_EVERY_MS = 400;

/** An ASR worker on a real gRPC server on loopback. Its transcripts say how much audio it heard. */
export async function startFakeAsrWorker(options: FakeAsrWorkerOptions): Promise<FakeAsrWorker> {
  const { name, maxSessions = 10 } = options;
  const failures = options.failures ?? {};
  const calls: FakeAsrCall[] = [];
  const server = await startFakeServer({
    service: loadAsrProto().asr.ASRService.service,
    failures,
    maxSessions,
    capabilities: () => ({ capabilities: fakeCapabilities(maxSessions), worker_name: name }),
    handlers: (sessions) => ({
      Recognize: (stream: Stream) => listen(stream, sessions, options, failures, calls, () => server.die()),
    }),
  });
  return Object.assign(Object.create(server) as FakeServer, {
    failures,
    calls,
    entry: () => fakeEntry('asr', name, server.port, maxSessions),
  });
}

function listen(
  stream: Stream,
  sessions: ReadonlySet<string>,
  { transcript }: FakeAsrWorkerOptions,
  failures: FakeAsrFailures,
  calls: FakeAsrCall[],
  die: () => void,
): void {
  let call: FakeAsrCall | undefined;
  let saidAtMs = 0;
  let cutAtMs = 0;
  let said = '';

  stream.on('data', (chunk: AudioChunk__Output) => {
    if (failures.frozen) return;
    if (call === undefined) {
      call = {
        sessionId: chunk.session_id,
        utterance: chunk.utterance,
        audioMs: 0,
        stopped: false,
        ended: false,
      };
      calls.push(call);
      if (!sessions.has(chunk.session_id)) return fail(call, status.NOT_FOUND);
      if (failures.failWith !== undefined) return fail(call, failures.failWith);
    }
    if (call.ended) return;
    if (chunk.control === 'STOP') {
      call.stopped = true;
      return close(call);
    }
    call.audioMs += (chunk.audio_data.length / 2 / chunk.sample_rate) * 1000;
    if (misbehave(call)) return;
    say(call, chunk);
  });
  stream.on('cancelled', () => leave());
  stream.on('error', () => leave());
  stream.on('end', () => {
    if (call !== undefined && !failures.frozen) close(call);
  });

  function say(current: FakeAsrCall, chunk: AudioChunk__Output): void {
    if (chunk.is_final) {
      if (failures.noFinal) return;
      send(current, { kind: 'FINAL' });
      if (failures.twoFinals) send(current, { kind: 'FINAL' });
    } else if (failures.cutAfterMs !== undefined && current.audioMs - cutAtMs >= failures.cutAfterMs) {
      send(current, { kind: 'FINAL' });
      cutAtMs = current.audioMs;
    } else if (chunk.flush || isNews(current)) {
      saidAtMs = current.audioMs;
      send(current, { kind: 'PARTIAL', flushed: chunk.flush });
    }
  }

  function isNews(current: FakeAsrCall): boolean {
    return transcript === undefined ? current.audioMs - saidAtMs >= PARTIAL_EVERY_MS : transcript() !== said;
  }

  function send(current: FakeAsrCall, event: TranscriptEvent): void {
    said = transcript?.() ?? `${Math.round(current.audioMs - cutAtMs)} ms`;
    const text = said;
    const full = { text, confidence: 0.9, language: 'en', utterance: current.utterance, ...event };
    if (failures.echoWrongUtterance)
      stream.write({ ...full, text: 'stale', utterance: current.utterance + 1 });
    stream.write(full);
  }

  function misbehave(current: FakeAsrCall): boolean {
    if (current.audioMs >= (failures.dieAfterMs ?? Number.POSITIVE_INFINITY)) {
      current.ended = true;
      die();
      return true;
    }
    if (current.audioMs >= (failures.freezeAfterMs ?? Number.POSITIVE_INFINITY)) failures.frozen = true;
    return failures.frozen === true;
  }

  function close(current: FakeAsrCall): void {
    current.ended = true;
    stream.end();
  }

  function fail(current: FakeAsrCall, code: status): void {
    current.ended = true;
    stream.emit('error', { code, details: 'failed by script' });
  }

  function leave(): void {
    if (call !== undefined) call.ended = true;
  }
}
