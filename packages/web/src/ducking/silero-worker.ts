import modelUrl from '@ricky0123/vad-web/dist/silero_vad_v6.onnx?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';

/** Silero VAD off the page's thread: takes 16 kHz s16 audio, gives the speech probability of every window. */

/** As Silero is trained: 32 ms of 16 kHz, after the last 64 samples of the window before. */
const WINDOW_SAMPLES = 512;
const CONTEXT_SAMPLES = 64;
/** Windows that wait at most; beyond, audio is dropped: what comes late is of no use. */
const MAX_WAITING = 8;

env.wasm.wasmPaths = { wasm: wasmUrl };
// One thread is enough for a model of 0.2 ms a window, and more want cross-origin isolation.
env.wasm.numThreads = 1;

const input = new Float32Array(CONTEXT_SAMPLES + WINDOW_SAMPLES);
const waiting: Float32Array[] = [];
const sampleRate = new Tensor('int64', BigInt64Array.of(16_000n), []);
let state = new Tensor('float32', new Float32Array(2 * 128), [2, 1, 128]);
let window = new Float32Array(WINDOW_SAMPLES);
let filled = 0;
let busy = false;

const loading = load();

async function load(): Promise<InferenceSession> {
  const session = await InferenceSession.create(modelUrl, { executionProviders: ['wasm'] });
  // The first run of all takes tens of milliseconds: nobody's first word is to wait for it.
  await session.run({ input: new Tensor('float32', input, [1, input.length]), state, sr: sampleRate });
  return session;
}

async function judge(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    const session = await loading;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      input.copyWithin(0, WINDOW_SAMPLES);
      input.set(next, CONTEXT_SAMPLES);
      const result = await session.run({
        input: new Tensor('float32', input, [1, input.length]),
        state,
        sr: sampleRate,
      });
      state = result.stateN as Tensor as typeof state;
      postMessage((result.output as Tensor).data[0]);
    }
  } finally {
    busy = false;
  }
}

self.onmessage = ({ data }: MessageEvent<Int16Array>) => {
  for (const sample of data) {
    window[filled] = sample / 32_768;
    filled += 1;
    if (filled < WINDOW_SAMPLES) continue;
    filled = 0;
    if (waiting.length < MAX_WAITING) waiting.push(window);
    window = new Float32Array(WINDOW_SAMPLES);
  }
  judge().catch((thrown: unknown) => {
    // The page goes on without it: the server hears speech as well, only later.
    console.warn('Speech detection in the page did not load.', thrown);
    close();
  });
};
