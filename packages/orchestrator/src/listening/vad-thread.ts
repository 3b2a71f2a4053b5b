import { workerData } from 'node:worker_threads';
import {
  createSileroVad,
  type LaneServerCall,
  type SileroStream,
  type SileroVad,
  serveLane,
} from '@parley/models';
import { VAD_WINDOW_SAMPLES } from '@parley/protocol';
import type { FromVad, ToVad, VadLaneData } from './vad-messages.js';

/** Windows judged in one run: as many as travel together. */
const MAX_BATCH = 16;
/**
 * Silero's memory is cleared now and then while nobody speaks: after 18 s of office noise it found the beginning of
 * speech 140 ms later, and missed 4 of 46 clips rather than 1, than with a reset every 2 s (measured).
 */
const RESET_AFTER_WINDOWS = 62;
const QUIET_WINDOWS = 5;
const QUIET_PROBABILITY = 0.1;

interface JudgedStream {
  readonly memory: SileroStream;
  windowsSinceReset: number;
  quietWindows: number;
}

interface Waiting {
  readonly stream: number;
  readonly samples: Float32Array;
}

const { modelPath } = workerData as VadLaneData;
let loading: Promise<SileroVad> | undefined;
const load = () => {
  loading ??= createSileroVad({ modelPath });
  return loading;
};

serveLane(
  {
    load: async () => {
      await load();
    },
    judge: async (_: undefined, call) => judgeStreams(await load(), call),
  },
  {
    onStop: async () => {
      await (await loading)?.close();
    },
  },
);

/** Judges windows of all sessions as they come, those that wait together in one run, until the call is aborted. */
function judgeStreams(vad: SileroVad, call: LaneServerCall): Promise<void> {
  const streams = new Map<number, JudgedStream>();
  let waiting: Waiting[] = [];
  let scheduled = false;

  return new Promise((resolve, reject) => {
    call.signal.addEventListener('abort', () => resolve(), { once: true });
    call.onMessage((message) => {
      const mail = message as ToVad;
      if ('ended' in mail) {
        streams.delete(mail.ended);
        waiting = waiting.filter(({ stream }) => stream !== mail.ended);
        return;
      }
      for (const [row, stream] of mail.streams.entries()) {
        const from = row * VAD_WINDOW_SAMPLES;
        waiting.push({ stream, samples: mail.samples.subarray(from, from + VAD_WINDOW_SAMPLES) });
      }
      schedule();
    });

    /** After the mail that has come by now, so that what came together is judged together. */
    function schedule(): void {
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        judgeSome().then(() => {
          scheduled = false;
          if (waiting.length > 0) schedule();
        }, reject);
      });
    }
  });

  async function judgeSome(): Promise<void> {
    const batch = takeBatch();
    if (batch.length === 0) return;
    const judged = batch.map(({ stream }) => streamOf(stream));
    const startMs = performance.now();
    const probabilities = await vad.run(
      judged.map(({ memory }) => memory),
      batch.map(({ samples }) => samples),
    );
    for (const [row, stream] of judged.entries()) forgetWhenQuiet(stream, probabilities[row] ?? 0);
    const elapsedMs = performance.now() - startMs;
    const verdicts: FromVad = { streams: batch.map(({ stream }) => stream), probabilities, elapsedMs };
    call.send(verdicts);
  }

  /** The oldest windows, at most one of each stream: the next needs the memory that this one leaves. */
  function takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    const taken = new Set<number>();
    for (const window of waiting) {
      if (batch.length < MAX_BATCH && !taken.has(window.stream)) {
        taken.add(window.stream);
        batch.push(window);
      } else rest.push(window);
    }
    waiting = rest;
    return batch;
  }

  function streamOf(id: number): JudgedStream {
    const known = streams.get(id);
    if (known !== undefined) return known;
    const stream: JudgedStream = { memory: vad.createStream(), windowsSinceReset: 0, quietWindows: 0 };
    streams.set(id, stream);
    return stream;
  }
}

function forgetWhenQuiet(stream: JudgedStream, probability: number): void {
  stream.windowsSinceReset++;
  stream.quietWindows = probability < QUIET_PROBABILITY ? stream.quietWindows + 1 : 0;
  if (stream.windowsSinceReset < RESET_AFTER_WINDOWS || stream.quietWindows < QUIET_WINDOWS) return;
  stream.memory.reset();
  stream.windowsSinceReset = 0;
}
