import type { Metrics } from '@parley/runtime';
import { createSessionMeter, type SessionMeter } from './session-meter.js';

/** The metrics of sessions and replies, defined once, and fed from what sessions say. */
export interface SessionMetrics {
  /** Begins the figures of one session. */
  open(): SessionMeter;
}

export interface SessionMetricsOptions {
  readonly metrics: Metrics;
  readonly sessionsActive: () => number;
}

/** What the meters of all sessions feed. */
export interface SessionSeries {
  /** A reply ended. */
  replied(): void;
  replyFailed(): void;
  /** Times in ms. */
  firstAudio(latencyMs: number): void;
  synthesis(latencyMs: number): void;
  recognition(latencyMs: number): void;
  bargeIn(latencyMs: number): void;
  frameDeviation(deviationMs: number): void;
  session(figures: { durationMs: number; messages: number; bargeIns: number }): void;
  /** Sessions that speak, and requests without sound: +1 or -1. */
  speaking(change: number): void;
  waiting(change: number): void;
}

/** From text to first frame; slower counts as a violation (the figure promised for voices on a CPU). */
const FIRST_AUDIO_TARGET_MS = 500;
const DURATION_BUCKETS_SECONDS = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400];
const COUNT_BUCKETS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

export function createSessionMetrics(options: SessionMetricsOptions): SessionMetrics {
  const series = defineSeries(options);
  return { open: () => createSessionMeter(series) };
}

function defineSeries({ metrics, sessionsActive }: SessionMetricsOptions): SessionSeries {
  const counter = (name: string, help: string) => metrics.counter({ name, help });
  const gauge = (name: string, help: string, read: () => number) => metrics.gauge({ name, help, read });
  const histogram = (name: string, help: string, buckets?: readonly number[]) =>
    metrics.histogram({ name, help, buckets });
  let speaking = 0;
  let waiting = 0;
  let timed = 0;
  let met = 0;

  gauge('parley_sessions_active', 'Sessions now.', sessionsActive);
  gauge('parley_synthesis_active', 'Replies being spoken now.', () => speaking);
  gauge('parley_synthesis_queue_depth', 'Requests that wait for their first audio.', () => waiting);
  gauge(
    'parley_sla_compliance_percent',
    `Replies whose first audio came within ${FIRST_AUDIO_TARGET_MS} ms.`,
    () => (timed === 0 ? 100 : (met / timed) * 100),
  );
  const replies = counter('parley_synthesis_total', 'Replies that were spoken, or cut.');
  const failures = counter('parley_synthesis_errors_total', 'Replies that failed.');
  const violations = counter(
    'parley_sla_violations_total',
    `Replies whose first audio took longer than ${FIRST_AUDIO_TARGET_MS} ms.`,
  );
  const firstAudio = histogram(
    'parley_first_audio_latency_seconds',
    'Text accepted to first frame handed to the transport.',
  );
  const synthesis = histogram(
    'parley_synthesis_latency_seconds',
    'What a turn waits for its first audio after its first text.',
  );
  const recognition = histogram('parley_asr_latency_seconds', 'What a turn waits for its transcript.');
  const bargeIn = histogram('parley_barge_in_latency_seconds', 'Verdict of the deciding window to hold.');
  const jitter = histogram(
    'parley_frame_jitter_seconds',
    'Deviation of released frames from the 20 ms grid.',
  );
  const duration = histogram(
    'parley_session_duration_seconds',
    'How long sessions lasted.',
    DURATION_BUCKETS_SECONDS,
  );
  const messages = histogram('parley_session_messages', 'Messages in a session.', COUNT_BUCKETS);
  const bargeIns = histogram('parley_session_barge_ins', 'Interruptions in a session.', COUNT_BUCKETS);

  return {
    replied: () => replies.inc(),
    replyFailed: () => failures.inc(),
    firstAudio(latencyMs) {
      firstAudio.observe(latencyMs / 1000);
      timed += 1;
      if (latencyMs <= FIRST_AUDIO_TARGET_MS) met += 1;
      else violations.inc();
    },
    synthesis: (latencyMs) => synthesis.observe(latencyMs / 1000),
    recognition: (latencyMs) => recognition.observe(latencyMs / 1000),
    bargeIn: (latencyMs) => bargeIn.observe(latencyMs / 1000),
    frameDeviation: (deviationMs) => jitter.observe(deviationMs / 1000),
    session(figures) {
      duration.observe(figures.durationMs / 1000);
      messages.observe(figures.messages);
      bargeIns.observe(figures.bargeIns);
    },
    speaking(change) {
      speaking += change;
    },
    waiting(change) {
      waiting += change;
    },
  };
}
