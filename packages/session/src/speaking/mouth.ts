import type { Clock } from '../clock.js';
import type { PlayoutPolicy } from '../policy.js';
import type { DownlinkPort } from '../ports.js';
import { Playout } from './playout.js';
import type { Reply } from './reply.js';

/** Who keeps the reply silent. It goes on when nobody does. */
export type HoldReason = 'speech' | 'client';

export interface MouthEvents {
  /** A frame leaves. */
  frame(pcm: Uint8Array): void;
  /** The first frame was released. */
  started(reply: Reply): void;
  /** The last frame was released. */
  released(reply: Reply): void;
  /** All of it was heard. */
  completed(reply: Reply): void;
  /** It was cut; `heard` and `unheard` are its text. `released` when all of it had left and only the ear was behind. */
  stopped(reply: Reply, text: { heard: string; unheard: string }, released: boolean): void;
}

/** What the agent says, one reply at a time. Owns the reply that plays and its playout. */
export class Mouth {
  readonly #playout: Playout;
  readonly #downlink: DownlinkPort;
  readonly #events: MouthEvents;
  readonly #holds = new Set<HoldReason>();
  #reply: Reply | undefined;
  #started = false;
  #allReleased = false;
  #framesReleased = 0;

  constructor(downlink: DownlinkPort, policy: PlayoutPolicy, clock: Clock, events: MouthEvents) {
    this.#downlink = downlink;
    this.#events = events;
    this.#playout = new Playout(
      {
        holdMode: downlink.holdMode,
        writable: () => downlink.writable(),
        sendFrame: (samplePosition, pcm) => {
          const generation = this.#reply?.generation ?? 0;
          downlink.send({ type: 'audio', generation, samplePosition, pcm });
          events.frame(pcm);
        },
      },
      policy,
      () => clock.nowMs(),
    );
  }

  get reply(): Reply | undefined {
    return this.#reply;
  }
  get held(): boolean {
    return this.#holds.size > 0;
  }
  /** A reply plays (or is held) of which at least one frame has left. */
  get sounding(): boolean {
    return this.#reply !== undefined && this.#started;
  }
  get framesReleased(): number {
    return this.#framesReleased;
  }
  /** Of the reply that plays; see `Playout`. */
  get remainingMs(): number {
    return this.#playout.remainingMs;
  }
  heldBy(reason: HoldReason): boolean {
    return this.#holds.has(reason);
  }

  /** Plays a reply from now on. Only when nothing plays. */
  play(reply: Reply): void {
    this.#reply = reply;
    this.#started = false;
    this.#allReleased = false;
    this.#holds.clear();
    this.#playout.start(reply.timeline);
    reply.release();
    if (reply.audioDone) this.#playout.complete();
    this.pump();
  }

  /** The playing reply has all its audio. */
  synthesised(): void {
    this.#playout.complete();
    this.pump();
  }

  /** Releases what is due and notices the end. */
  pump(): void {
    const reply = this.#reply;
    if (reply === undefined) return;
    const frames = this.#playout.pump();
    if (frames > 0) {
      this.#framesReleased += frames;
      reply.released(frames);
      if (!this.#started) {
        this.#started = true;
        this.#events.started(reply);
      }
    }
    if (this.#reply !== reply) return;
    if (this.#playout.drained && !this.#allReleased) {
      this.#allReleased = true;
      this.#events.released(reply);
    }
    if (this.#reply === reply && this.#playout.finished) {
      this.#reply = undefined;
      this.#playout.stop();
      this.#events.completed(reply);
    }
  }

  /** Falls silent at once. Returns false when nothing plays. */
  hold(reason: HoldReason): boolean {
    const reply = this.#reply;
    if (reply === undefined) return false;
    if (this.#holds.size === 0) {
      const samplePosition = this.#playout.hold();
      this.#downlink.send({ type: 'playback', action: 'hold', generation: reply.generation, samplePosition });
      reply.pause();
    }
    this.#holds.add(reason);
    return true;
  }

  /** Takes one reason away; goes on when it was the last. */
  resume(reason: HoldReason): void {
    const reply = this.#reply;
    if (reply === undefined || !this.#holds.delete(reason) || this.#holds.size > 0) return;
    const samplePosition = this.#playout.resume();
    this.#downlink.send({ type: 'playback', action: 'resume', generation: reply.generation, samplePosition });
    reply.resume();
    this.pump();
  }

  /** Ends the reply. Nothing of its generation is sent any more. */
  stop(): void {
    const reply = this.#reply;
    if (reply === undefined) return;
    this.#reply = undefined;
    this.#holds.clear();
    const samplePosition = this.#playout.stop();
    this.#downlink.send({ type: 'playback', action: 'flush', generation: reply.generation, samplePosition });
    reply.stop();
    this.#events.stopped(reply, reply.heard.split(samplePosition), this.#allReleased);
  }

  report(generation: number, samplePosition: number, held: boolean): void {
    if (this.#reply?.generation === generation) this.#playout.report(samplePosition, held);
  }
}
