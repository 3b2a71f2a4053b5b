import { FRAME_MS } from '@parley/protocol';
import type { SessionEvent, SessionStatistics } from '@parley/session';
import type { SessionSeries } from './session-metrics.js';

/** Measures one session from what it says. Times are monotonic, in ms. */
export interface SessionMeter {
  /** A text has come: first audio counts from here. */
  onText(nowMs: number): void;
  /** A voice-activity window with its verdict goes into the session: a hold that follows at once counts from here. */
  beforeWindow(nowMs: number): void;
  afterWindow(): void;
  onEvent(event: SessionEvent, nowMs: number): void;
  /** Text was accepted and nothing of it has sounded. */
  readonly awaitsAudio: boolean;
  /** The session's own figures, for its last log line. Absent where nothing was measured. */
  figures(): Readonly<Record<string, number>>;
  close(statistics: SessionStatistics): void;
}

/** Figures of a session keep this many of the latest values. */
const KEPT = 100;
/** The first frames of a reply fill the lead and are not on the grid. */
const LEAD_FRAMES = 8;
/** What a reply may fail with; the last is for a model or voice that no worker has. */
const FAILURES: ReadonlySet<string> = new Set(['SYNTHESIS_FAILED', 'WORKER_UNAVAILABLE', 'NOT_FOUND']);
/** A longer interval is a hold, not jitter. */
const HOLD_MS = 500;

export function createSessionMeter(series: SessionSeries): SessionMeter {
  let requestMs: number | undefined;
  let firstAudioMs: number | undefined;
  let windowMs: number | undefined;
  let isSpeaking = false;
  let generation = -1;
  let lastFrameMs = 0;
  let framesInRun = 0;
  let textChunks = 0;
  const intervalsMs: number[] = [];
  const holdsMs: number[] = [];

  function setSpeaking(now: boolean): void {
    if (now === isSpeaking) return;
    isSpeaking = now;
    series.speaking(now ? 1 : -1);
  }

  /** `nowMs` is undefined when the request ended without sound. */
  function endRequest(nowMs: number | undefined): void {
    if (requestMs === undefined) return;
    series.waiting(-1);
    if (nowMs !== undefined) {
      firstAudioMs ??= nowMs - requestMs;
      series.firstAudio(nowMs - requestMs);
    }
    requestMs = undefined;
  }

  function onFrame(frameGeneration: number, nowMs: number): void {
    endRequest(nowMs);
    if (frameGeneration !== generation) framesInRun = 0;
    generation = frameGeneration;
    framesInRun += 1;
    const intervalMs = nowMs - lastFrameMs;
    lastFrameMs = nowMs;
    if (framesInRun <= LEAD_FRAMES || intervalMs > HOLD_MS) return;
    series.frameDeviation(Math.abs(intervalMs - FRAME_MS));
    keep(intervalsMs, intervalMs);
  }

  function onHold(nowMs: number): void {
    framesInRun = 0;
    if (windowMs === undefined) return;
    series.bargeIn(nowMs - windowMs);
    keep(holdsMs, nowMs - windowMs);
  }

  return {
    onText(nowMs) {
      textChunks += 1;
      if (requestMs !== undefined || isSpeaking) return;
      requestMs = nowMs;
      series.waiting(1);
    },
    beforeWindow(nowMs) {
      windowMs = nowMs;
    },
    afterWindow() {
      windowMs = undefined;
    },
    onEvent(event, nowMs) {
      switch (event.type) {
        case 'audio':
          onFrame(event.generation, nowMs);
          break;
        case 'state':
          setSpeaking(event.state === 'speaking');
          break;
        case 'playback':
          if (event.action === 'hold') onHold(nowMs);
          break;
        case 'turn-stats':
          if (event.spansMs.tts !== undefined) series.synthesis(event.spansMs.tts);
          if (event.spansMs.asr !== undefined) series.recognition(event.spansMs.asr);
          break;
        case 'utterance-end':
          series.replied();
          endRequest(undefined);
          break;
        case 'error':
          if (!FAILURES.has(event.code)) break;
          series.replyFailed();
          endRequest(undefined);
          break;
        default:
      }
    },
    get awaitsAudio() {
      return requestMs !== undefined;
    },
    figures() {
      return {
        text_chunks: textChunks,
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
      endRequest(undefined);
      series.session(statistics);
    },
  };
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
