import { EchoGuard } from '../listening/echo-guard.js';
import type { VadWindow } from '../ports.js';
import type { SessionParts } from './session-parts.js';

type Parts = Pick<SessionParts, 'clock' | 'policies' | 'limits' | 'hearing' | 'mouth' | 'bargeIn'>;

/**
 * The way of a window from the wire to the ears: past the echo guard, to barge-in, which may hold the reply before
 * anybody has listened, to the ears, and to barge-in again for its verdict.
 */
export class Uplink {
  readonly #parts: Parts;
  readonly #echoGuard = new EchoGuard();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  push(window: VadWindow): void {
    const { bargeIn, hearing, limits, mouth } = this.#parts;
    // Speech over what must not be interrupted is not meant for us.
    if (mouth.sounding && !bargeIn.enabled) {
      hearing.overhear(window);
      return;
    }
    const heard = bargeIn.withoutOverruled(this.#withoutEcho(window));
    bargeIn.beforeWindow(heard.speechProbability);
    hearing.push(heard);
    bargeIn.afterWindow(heard);
    if (hearing.speaking) limits.activity();
  }

  /** A frame of the reply left: what comes back of it is no speech of the person. */
  played(pcm: Uint8Array): void {
    const { clock, policies } = this.#parts;
    if (policies.bargeIn.echoGuard) this.#echoGuard.played(pcm, clock.nowMs());
  }

  /** The window, counted as silence when it is the agent's own voice coming back. */
  #withoutEcho(window: VadWindow): VadWindow {
    const { clock, policies } = this.#parts;
    if (!policies.bargeIn.echoGuard) return window;
    this.#echoGuard.heard(window.samples, clock.nowMs());
    const isSpeech = window.speechProbability >= policies.turn.silenceThreshold;
    return isSpeech && this.#echoGuard.isEcho() ? { ...window, speechProbability: 0 } : window;
  }
}
