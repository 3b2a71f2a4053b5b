import { createLane, type Lane, type LaneCall } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import type { Clock } from '@parley/session';
import type { FromVad, ToVad, VadLaneData } from './vad-messages.js';
import { createWindowBatcher } from './window-batcher.js';

/** The VAD lane as its owner sees it: windows of many streams go in, verdicts come out. Owns the lane. */
export interface VadClient {
  /** Opens a stream of windows; `onVerdict` answers each in order. */
  openStream(onVerdict: (probability: number) => void): VadStream;
  /** Resolves when the lane can judge no more: with the reason, or with undefined after `close`. */
  readonly ended: Promise<ParleyError | undefined>;
  close(): Promise<void>;
}

export interface VadStream {
  /** 512 samples of 16 kHz; copied. */
  post(samples: Float32Array): void;
  close(): void;
}

export interface VadClientOptions extends VadLaneData {
  readonly clock: Pick<Clock, 'setTimer'>;
  /** Told how long the model took for windows that were judged together. */
  readonly onRun?: ((elapsedMs: number) => void) | undefined;
}

/** Starts the lane and waits until the model is loaded. Rejects with `ParleyError` when it cannot be. */
export async function createVadClient({ clock, onRun, ...data }: VadClientOptions): Promise<VadClient> {
  const lane: Lane = createLane({
    entry: new URL('./vad-thread.js', import.meta.url),
    name: 'parley-vad',
    workerData: data,
  });
  try {
    await lane.call('load', undefined).result;
  } catch (thrown) {
    await lane.close();
    throw ParleyError.from(thrown);
  }

  const verdicts = new Map<number, (probability: number) => void>();
  let nextStream = 1;
  let closing: Promise<void> | undefined;
  const call: LaneCall<void> = lane.call<void>('judge', undefined, {
    onMessage: (message) => {
      const { streams, probabilities, elapsedMs } = message as FromVad;
      if (elapsedMs !== undefined) onRun?.(elapsedMs);
      for (const [row, stream] of streams.entries()) verdicts.get(stream)?.(probabilities[row] ?? 0);
    },
  });
  const send = (message: ToVad, transfer?: ArrayBuffer[]) => call.send(message, transfer);
  const batcher = createWindowBatcher({
    clock,
    streamCount: () => verdicts.size,
    onBatch: (batch) => send(batch, [batch.samples.buffer]),
  });
  const ended = call.result.then(
    () => undefined,
    (thrown: unknown) => (closing === undefined ? ParleyError.from(thrown) : undefined),
  );

  return {
    ended,
    openStream: (onVerdict) => {
      const stream = nextStream++;
      verdicts.set(stream, onVerdict);
      return {
        post: (samples) => batcher.add(stream, samples),
        close: () => {
          if (!verdicts.delete(stream)) return;
          // The lane should not hear of a stream after its end.
          batcher.flush();
          send({ ended: stream });
        },
      };
    },
    close: () => {
      batcher.close();
      closing ??= lane.close();
      return closing;
    },
  };
}
