import { workerData } from 'node:worker_threads';
import { createSileroVad, type LaneServerCall, type SileroVad, serveLane } from '@parley/models';
import { VAD_WINDOW_SAMPLES } from '@parley/protocol';
import { createJudgedStream, type JudgedStream } from './judged-stream.js';
import type { FromVad, ToVad, VadLaneData } from './vad-messages.js';

/** Windows judged in one run: as many as travel together. */
const MAX_BATCH = 16;
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
    const batch = takeBatch().map((window) => ({ ...window, judged: streamOf(window.stream) }));
    if (batch.length === 0) return;
    const asked = batch.filter(({ judged, samples }) => !judged.isMute(samples));
    const startMs = performance.now();
    const answers =
      asked.length === 0
        ? []
        : await vad.run(
            asked.map(({ judged }) => judged.memory),
            asked.map(({ samples }) => samples),
          );
    const elapsedMs = asked.length === 0 ? undefined : performance.now() - startMs;
    const probabilities = new Float32Array(batch.length);
    let row = 0;
    for (const [at, window] of batch.entries()) {
      if (asked[row] === window) probabilities[at] = answers[row++] ?? 0;
      window.judged.judged(probabilities[at] ?? 0);
    }
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
    const stream = createJudgedStream(vad.createStream());
    streams.set(id, stream);
    return stream;
  }
}
