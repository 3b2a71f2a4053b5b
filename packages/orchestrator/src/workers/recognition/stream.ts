import { type ServiceError, status } from '@grpc/grpc-js';
import { ParleyError } from '@parley/protocol';
import type { ASRServiceClient, TranscriptEvent__Output } from '@parley/protocol/grpc';
import type { Logger } from '@parley/runtime';
import { fromGrpcError } from '@parley/runtime/grpc';
import type { Clock, RecognitionRequest, RecognitionSink, RecognitionStream, Timer } from '@parley/session';
import { acquireInTime } from '../acquire-in-time.js';
import type { WorkerFleet } from '../fleet.js';
import { createLiveness, type Liveness } from '../liveness.js';
import type { WorkerTelemetry } from '../telemetry.js';
import type { RecognitionTiming } from '../timing.js';
import type { WaitingLine } from '../waiting-line.js';
import { isWorkerGone, type WorkerSession, type WorkerSessions } from '../worker-sessions.js';
import { type AsrCall, createAsrCall } from './asr-call.js';
import { createTranscriptAssembly } from './transcript-assembly.js';
import { createUtteranceAudio } from './utterance-audio.js';

export interface RecognitionStreamOptions {
  readonly request: RecognitionRequest;
  readonly sink: RecognitionSink;
  readonly model: string | undefined;
  readonly sessions: WorkerSessions<ASRServiceClient>;
  readonly fleet: WorkerFleet;
  readonly line: WaitingLine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: WorkerTelemetry;
  readonly timing: RecognitionTiming;
  readonly onClosed: () => void;
}

interface Attempt {
  readonly session: WorkerSession<ASRServiceClient>;
  readonly call: AsrCall;
  readonly liveness: Liveness;
  over: boolean;
}

const MAX_ATTEMPTS = 3;

/** One utterance, heard again from its beginning by another worker when one is lost. One final, ever. */
export function openRecognitionStream(
  options: RecognitionStreamOptions,
): RecognitionStream & { close(): void } {
  const { request, sink, fleet, clock, telemetry, timing } = options;
  const logger = options.logger.child({ session_id: request.sessionId, utterance: request.utterance });
  const audio = createUtteranceAudio(timing.maxUtteranceMs);
  const exclude = new Set<string>();
  let assembly = createTranscriptAssembly();
  let attempt: Attempt | undefined;
  let attempts = 0;
  let flushAsked = false;
  let finished = false;
  let closed = false;
  let finalTimer: Timer | undefined;
  /** Why the words are late, where there is a reason to think that they are. */
  let trouble: ParleyError | undefined;
  let notice: Timer | undefined;
  /** The person has waited for as long as they may without word of it. */
  let overdue = false;
  let told = false;

  async function connect(): Promise<void> {
    attempts += 1;
    try {
      const session = await acquireInTime({
        acquire: () =>
          options.sessions.acquire({
            ...request,
            model: options.model,
            options: request.language === undefined ? {} : { language: request.language },
            speculative: false,
            exclude,
            onUnanswered: (worker) =>
              inTrouble(new ParleyError('ASR_FAILED', `worker ${worker} does not answer`)),
          }),
        fleet,
        clock,
        limitMs: () => (finished ? timing.noWorkerMs : timing.resumeMs),
        queueMs: timing.queueMs,
        line: options.line,
        wanted: () => request.language ?? '',
        isCancelled: () => closed,
      });
      if (session === undefined) return;
      if (closed) session.release(true);
      else begin(session);
    } catch (thrown) {
      fail(ParleyError.from(thrown, 'WORKER_UNAVAILABLE'));
    }
  }

  function begin(session: WorkerSession<ASRServiceClient>): void {
    const current: Attempt = {
      session,
      over: false,
      call: createAsrCall({
        client: session.client,
        sessionId: session.id,
        utterance: request.utterance,
        clock,
        onEvent: (event) => {
          if (!current.over) onEvent(current, event);
        },
        onClosed: (error) => {
          if (!current.over) onCallClosed(current, error);
        },
      }),
      liveness: createLiveness({
        clock,
        silenceMs: timing.silenceMs,
        // Silence is no sign of trouble while nobody says a word; only the final has a deadline.
        stallMs: Number.POSITIVE_INFINITY,
        probe: () => fleet.answers(session.worker, timing.probeTimeoutMs),
        onSilent: () => {
          const frozen = new ParleyError('ASR_FAILED', 'the worker is frozen');
          inTrouble(frozen);
          // With nowhere else to go the final's deadline decides: a busy machine looks dead.
          if (!hasOther(current)) return;
          telemetry.count('frozen');
          lose(current, true, frozen);
        },
      }),
    };
    attempt = current;
    assembly = createTranscriptAssembly();
    for (const piece of audio.pieces()) current.call.sendAudio(piece);
    if (flushAsked) current.call.sendFlush();
    if (finished) askFinal(current);
    if (audio.durationMs > 0) current.liveness.owes(true);
  }

  function askFinal(current: Attempt): void {
    current.call.sendFinal();
    current.liveness.owes(true);
    const limitMs = timing.finalTimeoutMs + timing.finalTimeoutPerMs * audio.durationMs;
    finalTimer?.cancel();
    // Half of the time for this worker, if there is another one; else all of it.
    finalTimer = clock.setTimer(limitMs / 2, () => {
      if (hasOther(current) && attempts < MAX_ATTEMPTS) {
        lose(current, false, new ParleyError('ASR_FAILED', 'the worker sent no transcript in time'));
        return;
      }
      finalTimer = clock.setTimer(limitMs / 2, () => {
        leave(current);
        current.call.cancel();
        current.session.release(false);
        fail(new ParleyError('ASR_FAILED', 'no transcript came in time'));
      });
    });
  }

  function inTrouble(error: ParleyError): void {
    trouble = error;
    if (overdue) tell(error);
  }

  /** Once an utterance. */
  function tell(cause: ParleyError): void {
    if (closed || told) return;
    told = true;
    telemetry.count('delayed');
    const message = `${cause.message}; what was said is understood when another worker is there`;
    sink.onDelayed(new ParleyError('WORKER_UNAVAILABLE', message, { cause }));
  }

  function hasOther(current: Attempt): boolean {
    const { registered, isHealthy } = fleet.candidates();
    const own = current.session.worker.name;
    return registered.some((worker) => worker.name !== own && !exclude.has(worker.name) && isHealthy(worker));
  }

  function onEvent(current: Attempt, event: TranscriptEvent__Output): void {
    if (event.utterance !== 0 && event.utterance !== request.utterance) {
      telemetry.count('stale_transcript');
      return;
    }
    current.liveness.heard();
    trouble = undefined;
    const transcript = assembly.add(event);
    if (event.kind === 'FINAL' && finished) {
      finalTimer?.cancel();
      leave(current);
      void current.call.end().then((inOrder) => current.session.release(inOrder));
      over();
      sink.onFinal(transcript);
      return;
    }
    if (transcript.flushed) flushAsked = false;
    sink.onPartial(transcript);
  }

  function onCallClosed(current: Attempt, error: ServiceError | undefined): void {
    if (error?.code === status.INVALID_ARGUMENT) {
      leave(current);
      current.session.release(false);
      fail(fromGrpcError(error, 'ASR_FAILED'));
      return;
    }
    const cause =
      error === undefined
        ? new ParleyError('ASR_FAILED', 'the worker ended without a final')
        : fromGrpcError(error, 'ASR_FAILED');
    lose(current, error !== undefined && isWorkerGone(error), cause, error?.code === status.NOT_FOUND);
  }

  function lose(current: Attempt, gone: boolean, error: ParleyError, mayReturn = false): void {
    leave(current);
    finalTimer?.cancel();
    current.call.cancel();
    current.session.release(false);
    attempt = undefined;
    inTrouble(error);
    telemetry.count('failover');
    const worker = current.session.worker;
    logger.warn({ err: error, worker: worker.name }, 'a worker was lost in an utterance');
    if (gone) fleet.suspend(worker, error.message);
    else if (!mayReturn) exclude.add(worker.name);
    if (attempts < MAX_ATTEMPTS) void connect();
    else fail(new ParleyError('ASR_FAILED', error.message, { cause: error }));
  }

  function leave(current: Attempt): void {
    current.over = true;
    current.liveness.close();
  }

  function over(): void {
    closed = true;
    finalTimer?.cancel();
    notice?.cancel();
    options.onClosed();
  }

  function fail(error: ParleyError): void {
    if (closed) return;
    over();
    sink.onError(error);
  }

  function overflow(): void {
    finished = true;
    const limit = new ParleyError('LIMIT_EXCEEDED', `an utterance holds at most ${timing.maxUtteranceMs} ms`);
    // Later, since a sink hears nothing from inside a call.
    setImmediate(() => abort(limit));
  }

  function abort(error: ParleyError): void {
    const current = attempt;
    fail(error);
    if (current === undefined || current.over) return;
    leave(current);
    current.call.cancel();
    current.session.release(false);
  }

  void connect();

  return {
    write(samples) {
      if (closed || finished) return;
      const pcm = audio.add(samples);
      if (pcm === undefined) return overflow();
      attempt?.call.sendAudio(pcm);
      attempt?.liveness.owes(true);
    },
    flush() {
      if (closed || finished) return;
      flushAsked = true;
      attempt?.call.sendFlush();
    },
    finish() {
      if (closed || finished) return;
      finished = true;
      notice = clock.setTimer(timing.noWorkerMs, () => {
        overdue = true;
        if (trouble !== undefined) tell(trouble);
      });
      if (attempt !== undefined) askFinal(attempt);
    },
    cancel() {
      if (closed) return;
      over();
      const current = attempt;
      if (current === undefined || current.over) return;
      leave(current);
      void current.call.stop().then((inOrder) => current.session.release(inOrder));
    },
    close: () => abort(new ParleyError('WORKER_UNAVAILABLE', 'the server is closing')),
  };
}
