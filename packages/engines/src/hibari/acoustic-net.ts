import { readFile } from 'node:fs/promises';
import { createInferenceSession, type ExecutionProvider, type Inference } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { withGraphOutput } from './graph-output.js';
import type { Spectra } from './spectra.js';
import { findSpeech } from './speech-bounds.js';

/** The net's view of a piece of speech. */
export interface AcousticResult {
  readonly spectra: Spectra;
  /** For each input id the frame at which its sound ends, from the net's own durations. */
  readonly endFrames: readonly number[];
}

/** Phoneme ids to spectra. Inference blocks the thread. Owns an ONNX session until `close()`. */
export interface AcousticNet {
  readonly inference: Inference;
  /** `ids` without the pads at both ends. `speed` 1 is the voice's own pace. */
  run(ids: readonly number[], speed: number): Promise<AcousticResult>;
  close(): Promise<void>;
}

/** The running sum of the durations inside the graph, in units of two frames. */
const DURATION_TENSOR = '/CumSum_output_0';
const FRAMES_PER_DURATION_UNIT = 2;
const INT64 = 7;
const SESSION: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
};
const PAD_ID = 0;

/** `durationTensor` names the running sum of durations in the graph; without it, ends are estimated. */
export async function loadAcousticNet(
  path: string,
  provider: ExecutionProvider = 'cpu',
  durationTensor = DURATION_TENSOR,
): Promise<AcousticNet> {
  const file = await readFile(path);
  const { session, inference } = await createInferenceSession(
    withGraphOutput(file, durationTensor, INT64),
    SESSION,
    provider,
  ).catch(() =>
    // Another export of the voice, with other names inside.
    createInferenceSession(file, SESSION, provider),
  );
  let released: Promise<void> | undefined;
  return {
    inference,
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
      const ends = out[durationTensor]?.data;
      // The first end belongs to the leading pad, which keeps index 0.
      const endFrames =
        ends instanceof BigInt64Array
          ? Array.from(ends, (end) => Number(end) * FRAMES_PER_DURATION_UNIT)
          : estimateEnds(spectra, padded.length);
      return { spectra, endFrames };
    },
    close() {
      released ??= session.release();
      return released;
    },
  };
}

/** All sounds of the same length, from the first that is heard to the last. */
function estimateEnds(spectra: Spectra, ids: number): number[] {
  const { from, to } = findSpeech(spectra);
  return Array.from({ length: ids }, (_, i) =>
    i === ids - 1 ? spectra.frames : Math.round(from + ((to - from) * i) / Math.max(1, ids - 2)),
  );
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
