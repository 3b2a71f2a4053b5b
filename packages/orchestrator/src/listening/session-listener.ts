import type { Logger } from '@parley/runtime';
import type { Clock } from '@parley/session';
import { createAfterPending } from './after-pending.js';
import type { Listener, ListenerOptions } from './listener.js';
import { createUplinkResampler } from './uplink-resampler.js';
import type { VadClient, VadStream } from './vad-client.js';
import type { VadSettings } from './vad-settings.js';
import { createWindowAssembler } from './window-assembler.js';
import { createWindowJudge } from './window-judge.js';
import { createWindowQueue, type WaitingWindow, type WindowQueue } from './window-queue.js';

export interface SessionListenerOptions extends ListenerOptions {
  readonly settings: VadSettings;
  /** Undefined: the energy engine from the start. */
  readonly vad: VadClient | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly onDelivered: (delivered: { readonly delayMs: number; readonly unjudged: boolean }) => void;
  readonly onClose: () => void;
}

/** A listener of its factory. */
export interface SessionListener extends Listener {
  /** The model is gone: windows that wait go on unjudged, and the energy engine judges what comes. */
  useEnergy(): void;
}

const DEFAULT_MAX_WAITING_WINDOWS = 256;

export function createSessionListener(options: SessionListenerOptions): SessionListener {
  const { sessionId, settings, onWindow, onDelivered, logger, clock } = options;
  const afterPending = createAfterPending(clock);
  const judge = createWindowJudge(settings);
  let closed = false;
  let stream: VadStream | undefined;
  let queue: WindowQueue | undefined;
  let unjudgedBefore = 0;
  /** When each window that waits was completed, oldest first. */
  const completedMs: number[] = [];

  function deliver(
    { startSample, samples }: WaitingWindow,
    speechProbability: number,
    unjudged: boolean,
  ): void {
    const nowMs = clock.nowMs();
    const delayMs = nowMs - (completedMs.shift() ?? nowMs);
    if (closed) return;
    onDelivered({ delayMs, unjudged });
    try {
      onWindow({ startSample, samples, speechProbability });
    } catch (err) {
      // One session's fault must not stop the verdicts of the others.
      logger.error({ err, session_id: sessionId }, 'a session failed on a window of audio');
    }
    assembler.recycle(samples);
    afterPending.delivered();
  }

  const assembler = createWindowAssembler((window) => {
    completedMs.push(clock.nowMs());
    afterPending.completed();
    if (queue !== undefined) queue.add(window);
    else {
      const probability = judge.judgeByEnergy(window.samples);
      // Later than the push, as with the model.
      queueMicrotask(() => deliver(window, probability, false));
    }
  });
  const resampler = createUplinkResampler({
    onSamples: (samples) => assembler.push(samples),
    onError: (err) => logger.error({ err, session_id: sessionId }, 'the uplink cannot be resampled'),
  });

  if (options.vad !== undefined) {
    const opened = options.vad.openStream((probability) => queue?.verdict(probability));
    stream = opened;
    queue = createWindowQueue({
      capacity: settings.maxWaitingWindows ?? DEFAULT_MAX_WAITING_WINDOWS,
      post: (samples) => opened.post(samples),
      deliver: (window, probability) =>
        deliver(window, judge.settle(window.samples, probability), probability === undefined),
    });
  }

  return {
    push: (pcm, sampleRateHz) => {
      if (!closed) resampler.push(pcm, sampleRateHz);
    },
    afterPending: (task) => {
      if (closed) return;
      afterPending.wait(task, (untilCompleted) =>
        resampler.whenOut(() => {
          assembler.complete();
          untilCompleted();
        }),
      );
    },
    setState: (state) => judge.setState(state),
    statistics: () =>
      judge.statistics(queue === undefined ? 'energy' : 'silero', unjudgedBefore + (queue?.unjudged ?? 0)),
    useEnergy: () => {
      const left = queue;
      queue = undefined;
      left?.flush();
      unjudgedBefore = left?.unjudged ?? 0;
    },
    close: () => {
      if (closed) return;
      closed = true;
      afterPending.close();
      resampler.close();
      stream?.close();
      options.onClose();
    },
  };
}
