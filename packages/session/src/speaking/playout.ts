import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '@parley/protocol';
import type { PlayoutPolicy } from '../policy.js';
import { applyFadeIn } from './fade-in.js';
import type { PcmTimeline } from './pcm-timeline.js';

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;
/** Reports may bend the clock by this much: a sound card is off by far less, a lie costs no more. */
const MAX_STEERING_PPM = 1000;
/**
 * Hosts tick every 5 ms, a little early or late. A frame that were due at the very moment of a tick would leave with this
 * one or with the next, by chance: 5 ms of jitter, which is more than all the rest (measured).
 */
const HALF_TICK_MS = 2.5;
/** Audio kept behind the estimated ear, for a client that turns out to have heard less: 1 s. */
const REWIND_SAMPLES = SAMPLE_RATE_HZ;
/** How long after its end by the clock a generation may still be reported as playing. */
const REPORT_GRACE_MS = 1000;

export interface PlayoutWire {
  readonly holdMode: 'freeze' | 'rewind';
  writable(): boolean;
  /** Sends one frame of the generation that plays. */
  sendFrame(samplePosition: number, pcm: Uint8Array): void;
}

/**
 * Owns time for the one generation that plays: releases its frames at real-time pace with a small lead, knows
 * how much of it was heard, holds it and goes on. Positions are 48 kHz samples of the generation.
 */
export class Playout {
  readonly #wire: PlayoutWire;
  readonly #policy: PlayoutPolicy;
  readonly #nowMs: () => number;

  #timeline: PcmTimeline | undefined;
  /** No more audio comes. */
  #complete = false;
  /** Position of the next sample to release. */
  #released = 0;
  /** The most that was ever released; a rewind goes back behind it. */
  #furthest = 0;
  /** Time at which position 0 would be at the ear of a client without any delay. Moves on holds and stalls. */
  #originMs: number | undefined;
  /** The lead is full, and frames leave when their time comes. */
  #paced = false;
  /** Their time lies between two ticks. */
  #aligned = false;
  #heldSinceMs: number | undefined;
  #heldPosition = 0;
  #fadeInNext = false;
  #report: { position: number; atMs: number } | undefined;
  /** Where drift is measured from. Void once the clock moved for another reason. */
  #baseline: { position: number; atMs: number; originMs: number; steeredMs: number } | undefined;

  constructor(wire: PlayoutWire, policy: PlayoutPolicy, nowMs: () => number) {
    this.#wire = wire;
    this.#policy = policy;
    this.#nowMs = nowMs;
  }

  /** A generation is playing or held. */
  get active(): boolean {
    return this.#timeline !== undefined;
  }
  get held(): boolean {
    return this.#heldSinceMs !== undefined;
  }
  /** Position after the last sample released. */
  get released(): number {
    return this.#released;
  }
  /** Everything was released. */
  get drained(): boolean {
    return this.#complete && this.#timeline !== undefined && this.#released >= this.#timeline.end;
  }

  /** Audio that the person has not heard yet, in ms; infinite while more is being made. */
  get remainingMs(): number {
    if (!this.#complete || this.#timeline === undefined) return Number.POSITIVE_INFINITY;
    return (this.#timeline.end - this.heard()) / SAMPLES_PER_MS;
  }
  /** Everything was released and heard; a client whose reports stand still is believed for one second only. */
  get finished(): boolean {
    if (!this.drained || this.held || this.#timeline === undefined) return false;
    if (this.heard() >= this.#timeline.end) return true;
    const overdueMs = this.#nowMs() - (this.#originMs ?? 0) - this.#timeline.end / SAMPLES_PER_MS;
    return overdueMs > this.#policy.assumedClientDelayMs + REPORT_GRACE_MS;
  }

  start(timeline: PcmTimeline): void {
    this.#timeline = timeline;
    this.#complete = false;
    this.#released = 0;
    this.#furthest = 0;
    this.#moveOrigin(undefined);
    this.#heldSinceMs = undefined;
    this.#fadeInNext = false;
    this.#report = undefined;
    this.#baseline = undefined;
  }

  complete(): void {
    this.#complete = true;
  }

  /** Releases what is due. Returns the number of frames released for the first time. */
  pump(): number {
    const timeline = this.#timeline;
    if (timeline === undefined || this.held) return 0;
    const nowMs = this.#nowMs();
    let frames = 0;
    let sent = false;
    // The time is looked at first: of the four ticks to a frame, three end here.
    while (
      this.#dueMs(nowMs) <= nowMs &&
      timeline.hasFrame(this.#released, this.#complete) &&
      this.#wire.writable()
    ) {
      const positionMs = this.#released / SAMPLES_PER_MS;
      // Late audio (a slow worker, a full wire) moves the clock: the client stalls as well, and no burst follows.
      if (this.#originMs === undefined || nowMs - this.#originMs > positionMs)
        this.#moveOrigin(nowMs - positionMs);
      else if (this.#paced && !this.#aligned) this.#align(nowMs);
      let pcm = timeline.readFrame(this.#released);
      if (pcm === undefined) break;
      if (this.#fadeInNext) {
        pcm = applyFadeIn(pcm);
        this.#fadeInNext = false;
      }
      this.#wire.sendFrame(this.#released, pcm);
      this.#released = Math.min(this.#released + FRAME_SAMPLES, timeline.end);
      if (this.#released > this.#furthest) frames += 1;
      this.#furthest = Math.max(this.#furthest, this.#released);
      sent = true;
    }
    if (this.#dueMs(nowMs) > nowMs) this.#paced = true;
    if (sent)
      timeline.trimBefore(this.#wire.holdMode === 'rewind' ? this.heard() - REWIND_SAMPLES : this.#released);
    return frames;
  }

  /** When the next frame, if there is one, should leave. */
  #dueMs(nowMs: number): number {
    if (this.#originMs === undefined) return nowMs;
    return this.#originMs + this.#released / SAMPLES_PER_MS - this.#policy.leadMs;
  }

  #moveOrigin(originMs: number | undefined): void {
    this.#originMs = originMs;
    this.#paced = false;
    this.#aligned = false;
  }

  /** A tick releases a frame whose time has just come: from now on such times lie half a tick before a tick. */
  #align(nowMs: number): void {
    const lateMs = nowMs - this.#dueMs(nowMs);
    if (this.#originMs === undefined || lateMs > 2 * HALF_TICK_MS) return;
    this.#originMs += lateMs - HALF_TICK_MS;
    this.#aligned = true;
    this.#baseline = undefined;
  }

  /** Position up to which the person has heard the generation: reported, else estimated; never more than was released. */
  heard(): number {
    if (this.held) return this.#heldPosition;
    return this.#heardAt(this.#nowMs());
  }

  #heardAt(nowMs: number): number {
    let position = 0;
    if (this.#report !== undefined) {
      position = this.#report.position + (nowMs - this.#report.atMs) * SAMPLES_PER_MS;
    } else if (this.#originMs !== undefined) {
      position = (nowMs - this.#originMs - this.#policy.assumedClientDelayMs) * SAMPLES_PER_MS;
    }
    return Math.max(0, Math.min(Math.floor(position), this.#released));
  }

  /** What the client says it has rendered. Beyond what was released it is not believed. */
  report(samplePosition: number, held: boolean): void {
    if (samplePosition > this.#released) return;
    if (this.held) {
      // The client froze later or earlier than we thought: its word is what was heard.
      this.#heldPosition = samplePosition;
      return;
    }
    const nowMs = this.#nowMs();
    this.#steer(samplePosition, nowMs);
    this.#report = { position: samplePosition, atMs: nowMs };
    if (held) this.#heldPosition = samplePosition;
  }

  /**
   * Bends the clock towards the client's, so that neither a fast nor a slow sound card drains or fills its buffer.
   * Drift is measured from the first report on: single reports are early or late, their sum is not.
   */
  #steer(samplePosition: number, nowMs: number): void {
    if (this.#originMs === undefined) return;
    const base = this.#baseline;
    if (base === undefined) {
      this.#baseline = { position: samplePosition, atMs: nowMs, originMs: this.#originMs, steeredMs: nowMs };
      return;
    }
    const driftMs = nowMs - base.atMs - (samplePosition - base.position) / SAMPLES_PER_MS;
    const limitMs = ((nowMs - base.steeredMs) * MAX_STEERING_PPM) / 1e6;
    const wantedMs = base.originMs + driftMs - this.#originMs;
    base.steeredMs = nowMs;
    this.#originMs += Math.max(-limitMs, Math.min(limitMs, wantedMs));
  }

  /** Releases nothing until `resume`. Returns the held position. */
  hold(): number {
    if (this.#heldSinceMs === undefined) {
      const nowMs = this.#nowMs();
      this.#heldPosition = this.#heardAt(nowMs);
      this.#heldSinceMs = nowMs;
    }
    return this.#heldPosition;
  }

  /** Goes on; in `rewind` mode from the first unheard sample, with a fade in. Returns the position it goes on from. */
  resume(): number {
    if (this.#heldSinceMs === undefined) return this.#released;
    const nowMs = this.#nowMs();
    if (this.#originMs !== undefined) this.#moveOrigin(this.#originMs + nowMs - this.#heldSinceMs);
    this.#heldSinceMs = undefined;
    this.#baseline = undefined;
    if (this.#report !== undefined) this.#report = { position: this.#heldPosition, atMs: nowMs };
    if (this.#wire.holdMode === 'rewind' && this.#heldPosition < this.#released) {
      this.#released = Math.max(this.#heldPosition, this.#timeline?.start ?? 0);
      this.#moveOrigin(nowMs - this.#released / SAMPLES_PER_MS);
      this.#fadeInNext = true;
    }
    return this.#released;
  }

  /** Ends the generation. Returns what was heard of it. */
  stop(): number {
    const heard = this.heard();
    this.#timeline = undefined;
    this.#heldSinceMs = undefined;
    this.#moveOrigin(undefined);
    this.#report = undefined;
    this.#baseline = undefined;
    return heard;
  }
}
