import type { AudioEvent } from '../client-events.js';
import type { Ducker } from '../ducking/ducker.js';
import type { PlayoutReport } from './playout-report.js';
import type { Speaker } from './speaker.js';

export interface ReplyPlaybackOptions {
  /** What renders replies now: the wire itself, or the device that was given. */
  readonly speaker: () => Speaker | undefined;
  readonly ducker: Ducker | undefined;
}

/**
 * Which reply sounds, and what the server and this side have decided about it. Invariant: nothing of a flushed
 * generation reaches the speaker.
 */
export interface ReplyPlayback {
  /** Each session counts its generations anew, and its first audio may come together with its start. */
  begin(): void;
  /** False when the frame is of a generation that is over. */
  play(frame: AudioEvent): boolean;
  /** The server's word. */
  follow(action: 'hold' | 'resume' | 'flush', generation: number): void;
  /** Silent at once; what is under way of the reply is dropped. */
  stop(): void;
  /** Nothing more of the reply will come. */
  complete(): void;
  /**
   * What a speaker tells. `framesComeHere`: the client hands it its audio itself; a report of audio that never came is
   * then a late one, of the session before, and false.
   */
  rendered(report: PlayoutReport, framesComeHere: boolean): boolean;
}

export function createReplyPlayback({ speaker, ducker }: ReplyPlaybackOptions): ReplyPlayback {
  let current = -1;
  let flushed = -1;

  function flush(generation: number): void {
    ducker?.settle();
    if (generation <= flushed) return;
    flushed = generation;
    speaker()?.flush(generation);
  }

  return {
    begin() {
      current = -1;
      flushed = -1;
      ducker?.settle();
      ducker?.setPlaying(false);
    },
    play({ generation, samplePosition, samples }) {
      if (generation <= flushed) return false;
      current = Math.max(current, generation);
      speaker()?.play(generation, samplePosition, samples);
      return true;
    },
    follow(action, generation) {
      if (action === 'flush') {
        flush(generation);
      } else if (action === 'hold') {
        ducker?.confirm();
        // The device's own report of it comes later, and until then nothing may lift this hold.
        ducker?.setPlaying(false);
        speaker()?.hold();
      } else {
        ducker?.settle();
        speaker()?.resume();
      }
    },
    stop: () => flush(current),
    complete: () => speaker()?.endGeneration(current),
    rendered({ cause, generation }, framesComeHere) {
      if (framesComeHere && generation > current) return false;
      current = Math.max(current, generation);
      if (cause === 'start' || cause === 'resume') ducker?.setPlaying(true);
      if (cause === 'end' || cause === 'flush' || cause === 'hold') ducker?.setPlaying(false);
      return true;
    },
  };
}
