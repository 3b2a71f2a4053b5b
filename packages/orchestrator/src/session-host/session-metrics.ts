import { FRAME_MS } from '@parley/protocol';
import type { Metrics } from '@parley/runtime';
import type { SessionEvent, SessionStatistics } from '@parley/session';

/** The metrics of sessions and replies, defined once, and fed from what sessions say. */
export interface SessionMetrics {
  /** Begins the figures of one session. */
  open(): SessionMeter;
}

/** Times are monotonic, in ms. */
export interface SessionMeter {
  /** Text was accepted, or a turn committed by hand: first audio counts from here. */
  onRequest(nowMs: number): void;
  /** A voice-activity window with its verdict has come: a hold counts from here. */
  onWindow(nowMs: number): void;
  onEvent(event: SessionEvent, nowMs: number): void;
  /** Text was accepted and nothing of it has sounded. */
  readonly awaitsAudio: boolean;
  /** The session's own figures, for its last log line. Absent where nothing was measured. */
  figures(): Readonly<Record<string, number>>;
  close(statistics: SessionStatistics): void;
}

export interface SessionMetricsOptions {
  readonly metrics: Metrics;
  readonly sessionsActive: () => number;
}

/** Figures per session keep this many of the latest values. */
const KEPT = 100;
/** From text to first frame; slower counts as a violation (the figure promised for CPU voices). */
const FIRST_AUDIO_TARGET_MS = 500;
const DURATION_BUCKETS_SECONDS = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400];
const COUNT_BUCKETS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

export function createSessionMetrics({ metrics, sessionsActive }: SessionMetricsOptions): SessionMetrics {
  const replies = metrics.counter({
    name: 'parley_synthesis_total',
    help: 'Replies that were spoken, or cut.',
  });
  const errors = metrics.counter({ name: 'parley_synthesis_errors_total', help: 'Replies that failed.' });
  const violations = metrics.counter({
    name: 'parley_sla_violations_total',
    help: `Replies whose first audio took longer than ${FIRST_AUDIO_TARGET_MS} ms.`,
  });
  metrics.gauge({ name: 'parley_sessions_active', help: 'Sessions now.', read: sessionsActive });
  let speaking = 0;
  let waiting = 0;
  let timed = 0;
  let met = 0;
  metrics.gauge({ name: 'parley_synthesis_active', help: 'Replies being spoken now.', read: () => speaking });
  metrics.gauge({
    name: 'parley_synthesis_queue_depth',
    help: 'Requests that wait for their first audio.',
    read: () => waiting,
  });
  metrics.gauge({
    name: 'parley_sla_compliance_percent',
    help: `Replies whose first audio came within ${FIRST_AUDIO_TARGET_MS} ms.`,
    read: () => (timed === 0 ? 100 : (met / timed) * 100),
  });
  const firstAudio = metrics.histogram({
    name: 'parley_first_audio_latency_seconds',
    help: 'Text accepted to first frame handed to the transport.',
  });
  const synthesis = metrics.histogram({
    name: 'parley_synthesis_latency_seconds',
    help: 'First text to a worker to its first frame.',
  });
  const recognition = metrics.histogram({
    name: 'parley_asr_latency_seconds',
    help: 'End of speech to final transcript.',
  });
  const bargeIn = metrics.histogram({
    name: 'parley_barge_in_latency_seconds',
    help: 'Verdict of the deciding window to hold.',
  });
  const jitter = metrics.histogram({
    name: 'parley_frame_jitter_seconds',
    help: 'Deviation of released frames from the 20 ms grid.',
  });
  const duration = metrics.histogram({
    name: 'parley_session_duration_seconds',
    help: 'How long sessions lasted.',
    buckets: DURATION_BUCKETS_SECONDS,
  });
  const messages = metrics.histogram({
    name: 'parley_session_messages',
    help: 'Messages in a session.',
    buckets: COUNT_BUCKETS,
  });
  const bargeIns = metrics.histogram({
    name: 'parley_session_barge_ins',
    help: 'Interruptions in a session.',
    buckets: COUNT_BUCKETS,
  });

  return {
    open() {
      let requestMs: number | undefined;
      let firstAudioMs: number | undefined;
      let windowMs: number | undefined;
      let isSpeaking = false;
      let generation = -1;
      let lastFrameMs = 0;
      let framesInRun = 0;
      const intervalsMs: number[] = [];
      const holdsMs: number[] = [];

      function setSpeaking(now: boolean): void {
        if (now === isSpeaking) return;
        isSpeaking = now;
        speaking += now ? 1 : -1;
      }

      function answerRequest(nowMs: number | undefined): void {
        if (requestMs === undefined) return;
        waiting -= 1;
        if (nowMs !== undefined) {
          const latencyMs = nowMs - requestMs;
          firstAudioMs ??= latencyMs;
          firstAudio.observe(latencyMs / 1000);
          timed += 1;
          if (latencyMs <= FIRST_AUDIO_TARGET_MS) met += 1;
          else violations.inc();
        }
        requestMs = undefined;
      }

      function onFrame(frameGeneration: number, nowMs: number): void {
        answerRequest(nowMs);
        if (frameGeneration !== generation) {
          generation = frameGeneration;
          framesInRun = 0;
        }
        framesInRun += 1;
        const intervalMs = nowMs - lastFrameMs;
        lastFrameMs = nowMs;
        // The first frames of a reply fill the lead, and after a hold the grid starts anew: neither is jitter.
        if (framesInRun < 8 || intervalMs > 500) return;
        jitter.observe(Math.abs(intervalMs - FRAME_MS) / 1000);
        keep(intervalsMs, intervalMs);
      }

      return {
        onRequest(nowMs) {
          if (requestMs !== undefined || isSpeaking) return;
          requestMs = nowMs;
          waiting += 1;
        },
        onWindow(nowMs) {
          windowMs = nowMs;
        },
        onEvent(event, nowMs) {
          switch (event.type) {
            case 'audio':
              onFrame(event.generation, nowMs);
              return;
            case 'state':
              setSpeaking(event.state === 'speaking');
              if (event.state === 'barged_in') framesInRun = 0;
              return;
            case 'playback':
              if (event.action !== 'hold' || windowMs === undefined) return;
              bargeIn.observe((nowMs - windowMs) / 1000);
              keep(holdsMs, nowMs - windowMs);
              return;
            case 'turn-stats':
              observeSpan(synthesis, event.spansMs.tts);
              observeSpan(recognition, event.spansMs.asr);
              return;
            case 'utterance-end':
              replies.inc();
              answerRequest(undefined);
              return;
            case 'error':
              if (event.code === 'SYNTHESIS_FAILED' || event.code === 'WORKER_UNAVAILABLE') {
                errors.inc();
                answerRequest(undefined);
              }
              return;
            default:
              return;
          }
        },
        get awaitsAudio() {
          return requestMs !== undefined;
        },
        figures() {
          return {
            ...(firstAudioMs !== undefined && { first_audio_latency_ms: round(firstAudioMs) }),
            ...(intervalsMs.length > 1 && { frame_jitter_ms: round(deviation(intervalsMs)) }),
            ...(holdsMs.length > 0 && {
              avg_barge_in_latency_ms: round(mean(holdsMs)),
              p95_barge_in_latency_ms: round(percentile(holdsMs, 0.95)),
            }),
          };
        },
        close(statistics) {
          setSpeaking(false);
          answerRequest(undefined);
          duration.observe(statistics.durationMs / 1000);
          messages.observe(statistics.messages);
          bargeIns.observe(statistics.bargeIns);
        },
      };
    },
  };
}

function observeSpan(histogram: { observe(value: number): void }, spanMs: number | undefined): void {
  if (spanMs !== undefined) histogram.observe(spanMs / 1000);
}

function keep(values: number[], value: number): void {
  values.push(value);
  if (values.length > KEPT) values.shift();
}

const round = (value: number): number => Math.round(value * 100) / 100;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
