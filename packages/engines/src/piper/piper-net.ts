import { createInferenceSession, type ExecutionProvider, type Inference } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import { Tensor } from 'onnxruntime-node';

/** Phoneme ids to a waveform. Inference blocks the thread. Owns an ONNX session until `close()`. */
export interface PiperNet {
  readonly inference: Inference;
  run(ids: readonly number[], speed: number): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface PiperNetOptions {
  readonly provider: ExecutionProvider | undefined;
  /** Of a voice with several; undefined for one with one. */
  readonly speakerId: number | undefined;
  /** How much chance there is in the sound and in its rhythm; 0 makes the same text sound the same. */
  readonly noiseScale: number;
  readonly rhythmNoiseScale: number;
  /** Above 1: slower than the voice was trained. */
  readonly lengthScale: number;
}

/** Fixed by Piper: begin, end, and what stands between any two phonemes. */
const BEGIN_ID = 1;
const END_ID = 2;
const PAD_ID = 0;

export async function loadPiperNet(path: string, options: PiperNetOptions): Promise<PiperNet> {
  const sessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 } as const;
  const { session, inference } = await createInferenceSession(path, sessionOptions, options.provider);
  const { speakerId, noiseScale, rhythmNoiseScale, lengthScale } = options;
  let released: Promise<void> | undefined;
  return {
    inference,
    async run(ids, speed) {
      const padded = [BEGIN_ID, PAD_ID, ...ids.flatMap((id) => [id, PAD_ID]), END_ID];
      const out = await session.run({
        input: new Tensor('int64', BigInt64Array.from(padded, BigInt), [1, padded.length]),
        input_lengths: new Tensor('int64', BigInt64Array.of(BigInt(padded.length)), [1]),
        scales: new Tensor(
          'float32',
          Float32Array.of(noiseScale, lengthScale / speed, rhythmNoiseScale),
          [3],
        ),
        ...(speakerId === undefined
          ? {}
          : { sid: new Tensor('int64', BigInt64Array.of(BigInt(speakerId)), [1]) }),
      });
      const data = out[session.outputNames[0] ?? '']?.data;
      if (data instanceof Float32Array) return data;
      throw new ParleyError('SYNTHESIS_FAILED', 'The model gives no sound; is it a Piper voice?');
    },
    close() {
      released ??= session.release();
      return released;
    },
  };
}
