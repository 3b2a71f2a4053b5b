import { KEPT_MS, type Side } from './timeline-record.js';

/** One side on its own line of samples. */
export interface SoundTrack {
  readonly rateHz: number;
  readonly samples: Int16Array;
}

export interface SoundTracks {
  /** Of `performance.now`: where both tracks begin. */
  readonly fromMs: number;
  readonly agent: SoundTrack;
  readonly person: SoundTrack;
}

/** What both sides sounded like in the last five minutes, in this page's memory alone. */
export interface SoundRecord {
  add(side: Side, samples: Int16Array, sampleRateHz: number): void;
  /** Both sides laid out on one line of time; undefined while nothing was said. */
  tracks(): SoundTracks | undefined;
}

interface Piece {
  readonly fromMs: number;
  readonly samples: Int16Array;
}

const RATES_HZ: Readonly<Record<Side, number>> = { agent: 48_000, person: 16_000 };
/**
 * A piece that arrives later than this after the one before began anew; what is nearer is lateness of the page. The
 * microphone never pauses, replies do.
 */
const GAP_MS: Readonly<Record<Side, number>> = { agent: 100, person: 1000 };

export function createSoundRecord(nowMs: () => number = () => performance.now()): SoundRecord {
  const pieces: Record<Side, Piece[]> = { agent: [], person: [] };

  function endMs(side: Side): number {
    const last = pieces[side].at(-1);
    return last === undefined
      ? Number.NEGATIVE_INFINITY
      : last.fromMs + (1000 * last.samples.length) / RATES_HZ[side];
  }

  function layOut(side: Side, fromMs: number): SoundTrack {
    const rateHz = RATES_HZ[side];
    const at = (piece: Piece) => Math.round(((piece.fromMs - fromMs) * rateHz) / 1000);
    const last = pieces[side].at(-1);
    const samples = new Int16Array(last === undefined ? 0 : at(last) + last.samples.length);
    for (const piece of pieces[side]) samples.set(piece.samples, at(piece));
    return { rateHz, samples };
  }

  return {
    add(side, samples, sampleRateHz) {
      if (sampleRateHz !== RATES_HZ[side]) return;
      const arrivedMs = nowMs() - (1000 * samples.length) / sampleRateHz;
      const dueMs = endMs(side);
      pieces[side].push({ fromMs: arrivedMs - dueMs > GAP_MS[side] ? arrivedMs : dueMs, samples });
      while ((pieces[side][0]?.fromMs ?? 0) < nowMs() - KEPT_MS) pieces[side].shift();
    },
    tracks() {
      const fromMs = Math.min(
        pieces.agent[0]?.fromMs ?? Number.POSITIVE_INFINITY,
        pieces.person[0]?.fromMs ?? Number.POSITIVE_INFINITY,
      );
      if (!Number.isFinite(fromMs)) return undefined;
      return { fromMs, agent: layOut('agent', fromMs), person: layOut('person', fromMs) };
    },
  };
}
