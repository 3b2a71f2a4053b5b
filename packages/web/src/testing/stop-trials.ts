import type { SoundTaps, TappedQuantum } from './sound-taps.js';

/** What became of the agent at each onset of speech. */
export interface StopTrials {
  /** Onsets of speech, whether the agent was sounding or not. */
  readonly onsets: number;
  /** From the onset to the last sample of the agent, of the onsets at which it was sounding and fell silent. Sorted. */
  readonly latenciesMs: readonly number[];
  /** Onsets at which it was sounding and did not fall silent, or not for as long as the person spoke. */
  readonly notStopped: number;
}

/** As the definition of stop latency has it: the first of three frames above both. */
const FRAME_MS = 10;
const OVER_FLOOR_DB = 12;
const UNDER_PEAK_DB = 30;
/** Silence before an onset: sentences of one speaker have shorter ones. */
const QUIET_MS = 1000;
/** Silence of the agent that counts as stopped: longer than any within its voice. */
const STOPPED_MS = 150;
/** The agent is sounding where it was heard so shortly before. */
const SOUNDING_MS = 40;
/** Falling silent later than this has another reason, and so has sounding again. */
const DECIDED_MS = 1500;
const AUDIBLE = 1e-6;

export function stopTrials(taps: SoundTaps): StopTrials {
  const endMs = (taps.output.at(-1)?.atMs ?? 0) - DECIDED_MS - STOPPED_MS;
  const spans = speechSpans(framesOf(taps.microphone)).filter(({ fromMs }) => fromMs < endMs);
  const audible = taps.output.filter(({ meanSquare }) => meanSquare > AUDIBLE).map(({ atMs }) => atMs);
  const trials = spans.map((span) => silentAfter(span, audible)).filter((latency) => latency !== undefined);
  const latenciesMs = trials.filter(Number.isFinite).sort((a, b) => a - b);
  return { onsets: spans.length, latenciesMs, notStopped: trials.length - latenciesMs.length };
}

interface Frame {
  readonly atMs: number;
  readonly db: number;
}

function framesOf(quanta: readonly TappedQuantum[]): Frame[] {
  const frames = new Map<number, { sum: number; count: number }>();
  for (const { atMs, meanSquare } of quanta) {
    const key = Math.floor(atMs / FRAME_MS);
    const frame = frames.get(key) ?? { sum: 0, count: 0 };
    frames.set(key, { sum: frame.sum + meanSquare, count: frame.count + 1 });
  }
  return [...frames].map(([key, { sum, count }]) => ({
    atMs: key * FRAME_MS,
    db: 10 * Math.log10(sum / count + 1e-10),
  }));
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

function speechSpans(frames: readonly Frame[]): Span[] {
  const sorted = frames.map(({ db }) => db).sort((a, b) => a - b);
  const floorDb = Math.max(-80, sorted[Math.floor(sorted.length / 10)] ?? -80);
  const peakDb = sorted.at(-1) ?? 0;
  const loud = (frame: Frame | undefined) =>
    frame !== undefined && frame.db > Math.max(floorDb + OVER_FLOOR_DB, peakDb - UNDER_PEAK_DB);
  const spans: Span[] = [];
  let lastLoudMs = Number.NEGATIVE_INFINITY;
  frames.forEach((frame, i) => {
    if (!loud(frame)) return;
    const { atMs } = frame;
    const before = spans.at(-1);
    if (atMs - lastLoudMs > QUIET_MS) {
      if (loud(frames[i + 1]) && loud(frames[i + 2])) spans.push({ fromMs: atMs, toMs: atMs + FRAME_MS });
    } else if (before !== undefined) spans[spans.length - 1] = { ...before, toMs: atMs + FRAME_MS };
    lastLoudMs = atMs;
  });
  return spans;
}

/** Until the agent is silent, without end where it is not; undefined where it was not sounding at the onset. */
function silentAfter(speech: Span, audible: readonly number[]): number | undefined {
  const before = audible.findLast((atMs) => atMs <= speech.fromMs);
  if (before === undefined || speech.fromMs - before > SOUNDING_MS) return undefined;
  const decidedMs = speech.fromMs + DECIDED_MS;
  let last = before;
  let again: number | undefined;
  for (const atMs of audible) {
    if (atMs <= last) continue;
    if (atMs - last > STOPPED_MS) {
      again = atMs;
      break;
    }
    last = atMs;
  }
  const goesOn = again !== undefined && again < Math.min(speech.toMs, decidedMs);
  return last > decidedMs || goesOn ? Number.POSITIVE_INFINITY : last - speech.fromMs;
}
