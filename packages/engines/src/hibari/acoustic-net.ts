import { readFile } from 'node:fs/promises';
import { ParleyError } from '@parley/protocol';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { withGraphOutput } from './graph-output.js';
import type { Spectra } from './vocoder.js';

/** The net's view of a piece of speech. */
export interface AcousticResult {
  readonly spectra: Spectra;
  /** For each input id the frame at which its sound ends, from the net's own durations. */
  readonly endFrames: readonly number[];
}

/** Phoneme ids to spectra. Inference blocks the thread. Owns an ONNX session until `close()`. */
export interface AcousticNet {
  /** `ids` without the pads at both ends. `speed` 1 is the voice's own pace. */
  run(ids: readonly number[], speed: number): Promise<AcousticResult>;
  close(): Promise<void>;
}

/** The running sum of the durations inside the graph, in units of two frames. */
const DURATION_TENSOR = '/CumSum_output_0';
const FRAMES_PER_DURATION_UNIT = 2;
const INT64 = 7;
const PAD_ID = 0;

export async function loadAcousticNet(path: string): Promise<AcousticNet> {
  const model = withGraphOutput(await readFile(path), DURATION_TENSOR, INT64);
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  let released: Promise<void> | undefined;
  return {
    async run(ids, speed) {
      const padded = BigInt64Array.from([PAD_ID, ...ids, PAD_ID], BigInt);
      const out = await session.run({
        ids: new Tensor('int64', padded, [1, padded.length]),
        speed: new Tensor('float32', Float32Array.of(speed), [1]),
      });
      const f0Hz = floats(out, 'f0');
      const spectra: Spectra = {
        frames: f0Hz.length,
        harmonicLog: floats(out, 'lh'),
        harmonicPhase: floats(out, 'theta'),
        noiseLog: floats(out, 'ln'),
        residualLog: floats(out, 'lr'),
        residualPhase: floats(out, 'phi'),
        f0Hz,
      };
      const ends = out[DURATION_TENSOR]?.data;
      if (!(ends instanceof BigInt64Array)) throw unexpected(DURATION_TENSOR);
      // The first end belongs to the leading pad, which keeps index 0.
      return { spectra, endFrames: Array.from(ends, (end) => Number(end) * FRAMES_PER_DURATION_UNIT) };
    },
    close() {
      released ??= session.release();
      return released;
    },
  };
}

function floats(out: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = out[name]?.data;
  if (!(data instanceof Float32Array)) throw unexpected(name);
  return data;
}

function unexpected(name: string): ParleyError {
  return new ParleyError(
    'SYNTHESIS_FAILED',
    `The model has no usable output "${name}"; is it a hibari voice?`,
  );
}
