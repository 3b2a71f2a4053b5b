import { bytesToInt16 } from '@parley/audio';
import type { Clock, Timer } from '@parley/session';
import type { InletValve } from './inlet-valve.js';

/**
 * Microphone audio on its way to the listener. What comes at the pace of a microphone passes at once; a client that
 * sends faster is read more slowly, so that neither memory nor the voice-activity queue grows.
 *
 * Binary messages are one stream of samples: an odd byte at the end of one waits for the next. A JSON message holds
 * whole samples, and begins anew.
 */
export interface UplinkPacer {
  /** Bytes of the stream, s16le at the connection's rate. The array may be kept. */
  stream(bytes: Uint8Array): void;
  /** Whole samples, at a rate of their own. */
  samples(pcm: Int16Array, sampleRateHz: number): void;
  /** Runs `task` when all audio before it has been passed on: at once when none waits. */
  behind(task: () => void): void;
  /** Forgets what waits. Idempotent. */
  close(): void;
}

export interface UplinkPacerOptions {
  readonly clock: Clock;
  readonly valve: InletValve;
  /** Of the binary stream. */
  readonly sampleRateHz: number;
  readonly sink: (pcm: Int16Array, sampleRateHz: number) => void;
}

/** After a stall of the network a client catches up at four times real time: a lag of 3 s is gone in 1 s. */
const SPEED = 4;
/** Audio that may come at once. */
const BURST_MS = 2000;
/** What is passed on at a time when audio has to wait. */
const SLICE_MS = 100;

export function createUplinkPacer({ clock, valve, sampleRateHz, sink }: UplinkPacerOptions): UplinkPacer {
  /** Waits in order; bounded because reading stops while anything is here. */
  let waiting: ({ pcm: Int16Array; rateHz: number } | (() => void))[] = [];
  let budgetMs = BURST_MS;
  let countedMs = clock.nowMs();
  let carry: number | undefined;
  let timer: Timer | undefined;

  function refill(): void {
    const nowMs = clock.nowMs();
    budgetMs = Math.min(BURST_MS, budgetMs + (nowMs - countedMs) * SPEED);
    countedMs = nowMs;
  }

  function offer(pcm: Int16Array, rateHz: number): void {
    if (pcm.length === 0) return;
    refill();
    const durationMs = (pcm.length * 1000) / rateHz;
    if (waiting.length === 0 && durationMs <= budgetMs) {
      budgetMs -= durationMs;
      sink(pcm, rateHz);
      return;
    }
    waiting.push({ pcm, rateHz });
    valve.hold('audio');
    if (timer === undefined) drain();
  }

  function drain(): void {
    timer = undefined;
    refill();
    for (;;) {
      const next = waiting[0];
      if (next === undefined) break;
      if (typeof next === 'function') {
        waiting.shift();
        next();
        continue;
      }
      const sliceSamples = Math.min(next.pcm.length, Math.ceil((SLICE_MS * next.rateHz) / 1000));
      const sliceMs = (sliceSamples * 1000) / next.rateHz;
      if (sliceMs > budgetMs) {
        timer = clock.setTimer((sliceMs - budgetMs) / SPEED, drain);
        return;
      }
      budgetMs -= sliceMs;
      sink(next.pcm.subarray(0, sliceSamples), next.rateHz);
      const rest = next.pcm.subarray(sliceSamples);
      if (rest.length > 0) waiting[0] = { pcm: rest, rateHz: next.rateHz };
      else waiting.shift();
    }
    valve.release('audio');
  }

  return {
    stream(bytes) {
      let whole = bytes;
      if (carry !== undefined) {
        whole = new Uint8Array(bytes.byteLength + 1);
        whole[0] = carry;
        whole.set(bytes, 1);
        carry = undefined;
      }
      if (whole.byteLength % 2 === 1) carry = whole[whole.byteLength - 1];
      offer(bytesToInt16(whole), sampleRateHz);
    },
    samples(pcm, rateHz) {
      carry = undefined;
      offer(pcm, rateHz);
    },
    behind(task) {
      if (waiting.length === 0) task();
      else waiting.push(task);
    },
    close() {
      waiting = [];
      timer?.cancel();
      timer = undefined;
    },
  };
}
