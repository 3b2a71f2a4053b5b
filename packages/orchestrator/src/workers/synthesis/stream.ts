import { FRAME_SAMPLES, ParleyError, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { TTSServiceClient } from '@parley/protocol/grpc';
import type { Logger } from '@parley/runtime';
import type {
  Clock,
  SynthesisFrame,
  SynthesisRequest,
  SynthesisSink,
  SynthesisStream,
  Timer,
} from '@parley/session';
import { acquireInTime } from '../acquire-in-time.js';
import type { WorkerFleet } from '../fleet.js';
import type { WorkerTelemetry } from '../telemetry.js';
import type { SynthesisTiming } from '../timing.js';
import type { WaitingLine } from '../waiting-line.js';
import type { WorkerSession, WorkerSessions } from '../worker-sessions.js';
import { type Attempt, type Loss, silenceLoss, startAttempt } from './attempt.js';
import { createSpokenText } from './spoken-text.js';

export interface StreamOptions {
  readonly request: SynthesisRequest;
  readonly sink: SynthesisSink;
  readonly sessions: WorkerSessions<TTSServiceClient>;
  readonly fleet: WorkerFleet;
  readonly line: WaitingLine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: WorkerTelemetry;
  readonly timing: SynthesisTiming;
  /** Called once, when the stream is over. */
  readonly onClosed: () => void;
}

/** Workers tried in a row before the reply is given up, when none of them comes further than this: words can kill. */
const MAX_FRUITLESS_ATTEMPTS = 3;
const FRUITFUL_SAMPLES = SAMPLE_RATE_HZ;
const BYTES_PER_SAMPLE = 2;
/** Text that one reply may hold: three hours of speech, far beyond what a session queues. */
const MAX_TEXT_LENGTH = 200_000;

/**
 * One reply, spoken by one worker after another until its end. The session sees one stream: positions go on where
 * the lost worker's whole words ended.
 */
export function openSynthesisStream(options: StreamOptions): SynthesisStream & { close(): void } {
  const { request, sink, fleet, clock, telemetry, timing } = options;
  const logger = options.logger.child({ session_id: request.sessionId, generation: request.generation });
  const text = createSpokenText();
  const exclude = new Set<string>();
  let attempt: Attempt | undefined;
  /** End of the audio received so far. */
  let position = 0;
  let grantedFrames = 0;
  let speculative = request.speculative;
  let paused = false;
  let finished = false;
  let closed = false;
  let fruitless = 0;
  let stalls = 0;
  /** Since when there has been nobody to speak it, the silence of the last worker included; undefined once one does. */
  let waitsSinceMs: number | undefined = clock.nowMs();
  let notice: Timer | undefined;
  let firstTextMs: number | undefined;
  /** Of the last worker. */
  let lastLoss: Loss | undefined;
  /** A worker was asked to begin, has the model, and does not answer. */
  let unanswered = false;
  /** The client knows that the reply waits for a worker. */
  let told = false;

  async function connect(): Promise<void> {
    const waitedMs = waitMs();
    tellInTime();
    try {
      const session = await acquireInTime({
        acquire: () =>
          options.sessions.acquire({
            ...request,
            speculative,
            options: voiceOptions(request),
            exclude,
            onUnanswered: () => {
              unanswered = true;
            },
          }),
        fleet,
        clock,
        // What may never be spoken can wait for as long as nobody asks for it.
        limitMs: () => (speculative ? Number.POSITIVE_INFINITY : patienceMs() - waitedMs),
        queueMs: timing.queueMs,
        line: options.line,
        wanted: () => (speculative ? undefined : `${request.model ?? ''} ${request.language ?? ''}`),
        isCancelled: () => closed,
      });
      if (session === undefined) return;
      if (closed) session.release(true);
      else begin(session);
    } catch (thrown) {
      // What the last worker said tells more than that there is no other.
      const error = ParleyError.from(thrown, 'WORKER_UNAVAILABLE');
      fail(error.code === 'WORKER_UNAVAILABLE' && lastLoss !== undefined ? lastLoss.error : error);
    }
  }

  function waitMs(): number {
    return waitsSinceMs === undefined ? 0 : clock.nowMs() - waitsSinceMs;
  }

  function patienceMs(): number {
    return position > 0 ? timing.resumeMs : timing.noWorkerMs;
  }

  /** Until sound comes: a worker that was found in time may still be slow to begin. */
  function tellInTime(): void {
    notice?.cancel();
    notice = clock.setTimer(Math.max(0, timing.noWorkerMs - waitMs()), () => {
      // Held, or without more to say: nobody waits.
      if (attempt?.owes === false) waitsSinceMs = undefined;
      else tell();
    });
  }

  /** The reply goes on when a worker is there; the silence until then is explained. */
  function tell(): void {
    if (closed || told || speculative || lastLoss === undefined) return;
    told = true;
    telemetry.count('delayed');
    const message = `${lastLoss.error.message}; the reply goes on when another worker is there`;
    sink.onDelayed(new ParleyError('WORKER_UNAVAILABLE', message, { cause: lastLoss.error }));
  }

  function begin(session: WorkerSession<TTSServiceClient>): void {
    sink.onWorker?.(session.worker.name);
    const resume = text.resumePoint(position);
    text.rewind(resume.samplePosition);
    if (resume.samplePosition < position) {
      position = resume.samplePosition;
      sink.onWithdraw(position);
      // The sink may have ended the reply in answer.
      if (closed) {
        session.release(true);
        return;
      }
    }
    const current = startAttempt({
      session,
      generation: request.generation,
      basePosition: position,
      creditFrames: grantedFrames - position / FRAME_SAMPLES,
      paused,
      clock,
      telemetry,
      silenceMs: timing.silenceMs,
      stallMs: timing.stallMs * 2 ** stalls,
      probe: () => fleet.answers(session.worker, timing.probeTimeoutMs),
      isSpoken: () => text.isSpoken(position),
      onFrame,
      onEnd: () => {
        leave();
        sink.onEnd();
      },
      onLost: (loss) => onLost(session, loss),
      onSilent: (how, silentMs) => onSilent(session, how, silentMs),
    });
    attempt = current;
    unanswered = false;
    for (const piece of resume.pieces) current.write(piece);
    if (finished) current.finish();
  }

  function onFrame(frame: SynthesisFrame): void {
    if (position === 0 && firstTextMs !== undefined) telemetry.firstFrame(clock.nowMs() - firstTextMs);
    position = frame.samplePosition + frame.pcm.byteLength / BYTES_PER_SAMPLE;
    for (const word of frame.words) text.mark(word);
    told = false;
    waitsSinceMs = undefined;
    notice?.cancel();
    sink.onFrame(frame);
  }

  function onLost(session: WorkerSession<TTSServiceClient>, loss: Loss): void {
    const samples = (attempt?.frames ?? 0) * FRAME_SAMPLES;
    attempt = undefined;
    if (closed) return;
    waitsSinceMs ??= clock.nowMs();
    lastLoss = loss;
    fruitless = samples >= FRUITFUL_SAMPLES ? 1 : fruitless + 1;
    telemetry.count('failover');
    logger.warn(
      { err: loss.error, worker: session.worker.name, kind: loss.kind },
      'a worker was lost in a reply',
    );
    if (loss.kind === 'gone') fleet.suspend(session.worker, loss.error.message);
    if (loss.kind === 'faulty') exclude.add(session.worker.name);
    if (loss.kind === 'rejected' || fruitless >= MAX_FRUITLESS_ATTEMPTS) fail(loss.error);
    else void connect();
  }

  function onSilent(
    session: WorkerSession<TTSServiceClient>,
    how: 'frozen' | 'stalled',
    silentMs: number,
  ): void {
    const loss = silenceLoss(how);
    // With nowhere else to go, slowness is waited for: on a busy machine it looks like death.
    if (!hasOther(session) && silentMs < (how === 'frozen' ? patienceMs() : timing.giveUpMs)) {
      if (how === 'frozen') {
        lastLoss = loss;
        waitsSinceMs ??= clock.nowMs() - silentMs;
        tellInTime();
      }
      return;
    }
    stalls += 1;
    waitsSinceMs ??= clock.nowMs() - silentMs;
    telemetry.count('frozen');
    attempt?.abandon();
    onLost(session, loss);
  }

  function hasOther(session: WorkerSession<TTSServiceClient>): boolean {
    const { registered, isHealthy } = fleet.candidates();
    return registered.some(
      (worker) => worker.name !== session.worker.name && !exclude.has(worker.name) && isHealthy(worker),
    );
  }

  function fail(error: ParleyError): void {
    if (closed) return;
    leave();
    sink.onError(error);
  }

  function leave(): void {
    closed = true;
    notice?.cancel();
    options.onClosed();
  }

  function abort(error: ParleyError): void {
    fail(error);
    attempt?.abandon();
  }

  void connect();

  return {
    write(index, piece) {
      if (closed || finished || piece === '') return;
      if (text.length + piece.length > MAX_TEXT_LENGTH) {
        finished = true;
        const limit = new ParleyError(
          'LIMIT_EXCEEDED',
          `a reply holds at most ${MAX_TEXT_LENGTH} characters`,
        );
        // Later, since a sink hears nothing from inside a call.
        setImmediate(() => abort(limit));
        return;
      }
      firstTextMs ??= clock.nowMs();
      text.add(index, piece);
      attempt?.write({ index, offset: 0, text: piece });
    },
    finish() {
      if (closed || finished) return;
      finished = true;
      attempt?.finish();
    },
    pause() {
      if (closed || paused) return;
      paused = true;
      attempt?.pause();
    },
    resume() {
      if (closed || !paused) return;
      paused = false;
      attempt?.resume();
    },
    grantCredit(frames) {
      if (closed || frames <= 0) return;
      grantedFrames += frames;
      attempt?.grant(frames);
    },
    commit() {
      if (closed || !speculative) return;
      speculative = false;
      if (waitsSinceMs === undefined) return;
      // Nobody has waited for it until now.
      waitsSinceMs = clock.nowMs();
      tellInTime();
    },
    get owes() {
      return !closed && (attempt?.owes ?? (!paused && (unanswered || lastLoss !== undefined)));
    },
    stop() {
      if (closed) return;
      attempt?.stop();
      leave();
    },
    close: () => abort(new ParleyError('WORKER_UNAVAILABLE', 'the server is closing')),
  };
}

function voiceOptions(request: SynthesisRequest): Record<string, string> {
  return {
    ...(request.language === undefined ? {} : { language: request.language }),
    ...(request.voice === undefined ? {} : { voice: request.voice }),
  };
}
