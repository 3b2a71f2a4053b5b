import { SAMPLE_RATE_HZ } from '@parley/protocol/frame';
import type { PlayoutReport } from './playout-report.js';

export interface TrackPlayoutOptions {
  /** Default 8 ms. */
  readonly fadeMs?: number;
  /** Default 100. */
  readonly reportEveryMs?: number;
  readonly onReport?: (report: PlayoutReport) => void;
}

/**
 * The agent's live track on its way to the ear. A track carries no generations, so they are told apart by what the
 * server announces and by the silence between them; positions count sound from the first audible sample of a
 * generation on, and are right to within its leading silence. Pure; runs in an AudioWorklet.
 *
 * A hold mutes and does not keep: the server takes back what was not heard and sends it again.
 */
export interface TrackPlayout {
  /** The server writes this generation: the next sound is of it. */
  announce(generation: number): void;
  /** The server has sent all of it. */
  endGeneration(generation: number): void;
  /** Fades out. Each call reports the position, also when already held: the server may ask again. */
  hold(): void;
  resume(): void;
  /** Mutes what is still under way of this generation, until a later one begins after a silence. */
  flush(generation: number): void;
  /** As at the beginning, for a session that counts its generations anew. Tells no report. */
  reset(): void;
  /** From the track to the output, of one length; without input, silence. */
  render(input: Float32Array | undefined, output: Float32Array): void;
  readonly active: boolean;
}

const samplesOf = (durationMs: number) => Math.round((durationMs * SAMPLE_RATE_HZ) / 1000);
/** −60 dBFS: coded silence stays below, the quietest speech above. */
const AUDIBLE = 0.001;
/** Silence that ends what was flushed: longer than the closure of a plosive inside a word. */
const GAP_SAMPLES = samplesOf(60);
/** Silence after which a generation that the server has ended is over. */
const END_QUIET_SAMPLES = samplesOf(100);
/** An ended generation is over after this, whatever sounds. */
const END_LIMIT_SAMPLES = samplesOf(600);

export function createTrackPlayout(options: TrackPlayoutOptions = {}): TrackPlayout {
  const { fadeMs = 8, reportEveryMs = 100, onReport } = options;
  const gainStep = 1 / samplesOf(fadeMs);
  const reportEvery = samplesOf(reportEveryMs);
  let announced = -1;
  let generation = -1;
  let flushed = -1;
  let position = 0;
  let heldPosition = 0;
  let active = false;
  let held = false;
  /** After a resume: what comes is the server's second sending, once it sounds. */
  let awaiting = false;
  /** What sounds belongs to a flushed generation. */
  let stale = false;
  let ended = -1;
  let sinceEnd = 0;
  let quiet = 0;
  let sinceReport = 0;
  let gain = 1;

  function tell(cause: PlayoutReport['cause'], samplePosition: number): void {
    sinceReport = 0;
    onReport?.({ cause, generation, samplePosition });
  }

  function finish(): void {
    active = false;
    tell('end', position);
  }

  function follow(audible: boolean, samples: number): void {
    quiet = audible ? 0 : quiet + samples;
    if (stale && announced > flushed && quiet >= GAP_SAMPLES) stale = false;
    if (active && ended >= generation) {
      sinceEnd += samples;
      if (quiet >= END_QUIET_SAMPLES || sinceEnd >= END_LIMIT_SAMPLES) finish();
    }
    if (!audible || stale || held) return;
    awaiting = false;
    if (active || announced <= generation) return;
    generation = announced;
    position = 0;
    active = true;
    tell('start', 0);
  }

  return {
    announce(next) {
      announced = Math.max(announced, next);
    },
    endGeneration(over) {
      if (over <= ended) return;
      ended = over;
      sinceEnd = 0;
    },
    hold() {
      if (!held) heldPosition = position;
      held = true;
      if (active) tell('hold', heldPosition);
    },
    resume() {
      if (!held) return;
      held = false;
      awaiting = true;
      position = heldPosition;
      if (active) tell('resume', position);
    },
    flush(through) {
      if (through <= flushed) return;
      flushed = through;
      const at = held ? heldPosition : position;
      held = false;
      awaiting = false;
      stale = true;
      quiet = 0;
      if (!active || generation > through) return;
      active = false;
      position = at;
      tell('flush', at);
    },
    reset() {
      announced = -1;
      generation = -1;
      flushed = -1;
      position = 0;
      heldPosition = 0;
      active = false;
      held = false;
      awaiting = false;
      stale = false;
      ended = -1;
      sinceEnd = 0;
      quiet = 0;
      sinceReport = 0;
    },
    render(input, output) {
      let peak = 0;
      if (input !== undefined) for (const sample of input) peak = Math.max(peak, Math.abs(sample));
      follow(peak > AUDIBLE, output.length);
      const target = held || stale ? 0 : 1;
      for (let i = 0; i < output.length; i += 1) {
        if (gain !== target)
          gain = target > gain ? Math.min(1, gain + gainStep) : Math.max(0, gain - gainStep);
        // Raised cosine: no corner at either end of the fade.
        const level = gain === 1 ? 1 : gain === 0 ? 0 : 0.5 - 0.5 * Math.cos(Math.PI * gain);
        output[i] = level * (input?.[i] ?? 0);
      }
      if (!active || held || awaiting) return;
      position += output.length;
      sinceReport += output.length;
      if (sinceReport >= reportEvery) tell('progress', position);
    },
    get active() {
      return active;
    },
  };
}
