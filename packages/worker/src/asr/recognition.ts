import { bytesToInt16 } from '@parley/audio';
import type { AsrHypothesis, AsrOptions } from '@parley/engines';
import { ParleyError } from '@parley/protocol';
import type { TranscriptEvent } from '@parley/protocol/grpc';
import type { RecogniseRequest, RecogniseResult } from '../lanes/asr-messages.js';
import type { PooledLane } from '../lanes/lane-pool.js';
import type { LoadMeter } from '../load-meter.js';
import type { SessionTask } from '../sessions/session-table.js';
import type { PassOwner, PassQueue } from './pass-queue.js';
import { NO_WORDS, transcriptEvent } from './transcript-event.js';
import { createUtterance, takeAudio, type Utterance } from './utterance.js';

export interface RecognitionOptions {
  readonly sessionId: string;
  readonly modelId: string;
  readonly options: AsrOptions;
  readonly pooled: PooledLane;
  readonly queue: PassQueue;
  readonly meter: LoadMeter;
  readonly wire: TranscriptWire;
  /** The call is over, however it ended; called once. */
  readonly onOver: () => void;
}

/** Both halves of a call, as far as recognition needs them. */
export interface TranscriptWire {
  write(event: TranscriptEvent): void;
  end(): void;
  fail(error: ParleyError): void;
  /** Stops and starts reading, so that audio beyond the bound stays with the sender. */
  pauseReading(): void;
  resumeReading(): void;
}

/** One `Recognize` call: any number of utterances, one after the other. Owns its utterances in the lane. */
export interface Recognition extends SessionTask {
  /** Mono s16le. Throws `ParleyError` INVALID_MESSAGE for half a sample or a rate that is out of range or changed. */
  push(pcm: Uint8Array, sampleRateHz: number, utterance: number): void;
  flush(utterance: number): void;
  /** The utterance ends: a FINAL follows. */
  finishUtterance(utterance: number): void;
  pause(): void;
  resume(): void;
  /** Throws away what is not final. */
  stop(): void;
  /** No further audio: ends the open utterance, and then the call. */
  finish(): void;
}

/** Audio before the first pass for progress: less has no word in it. */
const FIRST_PASS_MS = 500;
/** Audio that may wait for the lane; beyond it the sender is held back until half of it is gone. */
const MAX_WAITING_MS = 60_000;

export function createRecognition(settings: RecognitionOptions): Recognition {
  const { sessionId, pooled, queue, meter, wire } = settings;
  /** The first is in work, the last takes audio. */
  const utterances: Utterance[] = [];
  let clockMs = 0;
  let rateHz: number | undefined;
  let paused = false;
  let finished = false;
  let over = false;
  let holdingBack = false;
  let asked = false;
  let lastText: string | undefined;

  const owner: PassOwner = { pass };
  pooled.streams++;

  function ask(urgent: boolean): void {
    if (!asked) meter.queued();
    asked = true;
    queue.ask(owner, urgent);
  }

  /** Asks for a pass if the utterance in work has reason for one. */
  function schedule(): void {
    const utterance = utterances[0];
    if (utterance === undefined || over) return;
    const urgent = utterance.finalWanted || utterance.flushWanted;
    const wait = utterance.passes === 0 ? FIRST_PASS_MS : queue.intervalMs;
    if (urgent || utterance.sincePassMs >= wait) ask(urgent);
  }

  async function pass(): Promise<void> {
    asked = false;
    meter.done(1);
    const utterance = utterances[0];
    if (utterance === undefined || over) return;
    const { finalWanted: final, flushWanted: flushed } = utterance;
    utterance.flushWanted = false;
    try {
      const hypothesis = await recognise(utterance, final);
      if (!over && !utterance.dropped) tell(utterance, hypothesis, final, flushed);
    } catch (thrown) {
      if (!over && !utterance.dropped) end(() => wire.fail(ParleyError.from(thrown, 'ASR_FAILED')));
    }
    afterPass();
  }

  async function recognise(utterance: Utterance, final: boolean): Promise<AsrHypothesis> {
    if (utterance.heardMs === 0 || rateHz === undefined) return NO_WORDS;
    const audioMs = utterance.sincePassMs;
    const pcm = takeAudio(utterance);
    utterance.passes++;
    const request: RecogniseRequest = {
      utterance: utterance.id,
      modelId: settings.modelId,
      options: settings.options,
      sampleRateHz: rateHz,
      pcm,
      final,
    };
    const { result } = pooled.lane.call<RecogniseResult>('recognise', request, { transfer: [pcm.buffer] });
    const { hypothesis, workMs } = await result;
    meter.worked(workMs, audioMs);
    if (utterance.dropped && !final) discard(utterance);
    return hypothesis;
  }

  function tell(utterance: Utterance, hypothesis: AsrHypothesis, final: boolean, flushed: boolean): void {
    const shown = `${hypothesis.stableLength} ${hypothesis.text}`;
    if (flushed || (!final && hypothesis.text !== '' && shown !== lastText)) {
      wire.write(transcriptEvent(sessionId, utterance, hypothesis, { final: false, flushed }));
    }
    lastText = shown;
    if (!final) return;
    lastText = undefined;
    utterances.shift();
    wire.write(transcriptEvent(sessionId, utterance, hypothesis, { final: true, flushed: false }));
  }

  function afterPass(): void {
    if (over) return;
    if (holdingBack && waitingMs() < MAX_WAITING_MS / 2) {
      holdingBack = false;
      wire.resumeReading();
    }
    schedule();
    if (finished && (utterances.length === 0 || !asked)) end(() => wire.end());
  }

  function waitingMs(): number {
    return utterances.reduce((sum, utterance) => sum + utterance.sincePassMs, 0);
  }

  /** The utterance that takes audio; a new number ends the one before. */
  function openUtterance(number: number): Utterance {
    const last = utterances.at(-1);
    if (last !== undefined && !last.finalWanted) {
      if (last.number === number) return last;
      last.finalWanted = true;
    }
    const utterance = createUtterance(number, clockMs);
    utterances.push(utterance);
    return utterance;
  }

  function discard(utterance: Utterance): void {
    if (utterance.passes > 0) pooled.lane.call('discard', utterance.id).result.catch(() => undefined);
  }

  function drop(): void {
    for (const utterance of utterances.splice(0)) {
      utterance.dropped = true;
      utterance.chunks.length = 0;
      discard(utterance);
    }
    lastText = undefined;
  }

  function end(lastWords: () => void): void {
    over = true;
    drop();
    queue.leave(owner);
    if (asked) meter.done(1);
    pooled.streams--;
    lastWords();
    settings.onOver();
  }

  return {
    push(pcm, sampleRateHz, number) {
      if (over || pcm.length === 0) return;
      checkAudio(pcm, sampleRateHz);
      const ms = (pcm.length / 2 / sampleRateHz) * 1000;
      if (!paused) {
        const utterance = openUtterance(number);
        // A copy: the wire's buffer is reused.
        utterance.chunks.push(bytesToInt16(pcm).slice());
        utterance.heardMs += ms;
        utterance.sincePassMs += ms;
      }
      clockMs += ms;
      if (!holdingBack && waitingMs() > MAX_WAITING_MS) {
        holdingBack = true;
        wire.pauseReading();
      }
      schedule();
    },
    flush(number) {
      if (over) return;
      openUtterance(number).flushWanted = true;
      schedule();
    },
    finishUtterance(number) {
      if (over) return;
      openUtterance(number).finalWanted = true;
      schedule();
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
    },
    stop() {
      drop();
      afterPass();
    },
    finish() {
      if (over) return;
      finished = true;
      const last = utterances.at(-1);
      if (last !== undefined && last.heardMs > 0) last.finalWanted = true;
      else if (last !== undefined && !last.finalWanted && !last.flushWanted) utterances.pop();
      schedule();
      if (utterances.length === 0) end(() => wire.end());
    },
    abandon() {
      if (!over) end(() => wire.end());
    },
  };

  function checkAudio(pcm: Uint8Array, sampleRateHz: number): void {
    if (pcm.length % 2 !== 0)
      throw new ParleyError('INVALID_MESSAGE', 'audio_data holds half a sample: s16le is two bytes');
    if (sampleRateHz < 8000 || sampleRateHz > 48_000) {
      throw new ParleyError('INVALID_MESSAGE', `sample_rate ${sampleRateHz} is not within 8000 to 48000`);
    }
    rateHz ??= sampleRateHz;
    if (rateHz !== sampleRateHz) {
      throw new ParleyError(
        'INVALID_MESSAGE',
        `sample_rate changed from ${rateHz} to ${sampleRateHz} within a call`,
      );
    }
  }
}
