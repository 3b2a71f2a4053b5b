import { createInferenceSession, type ExecutionProvider, type Inference } from '@parley/models';
import { ParleyError } from '@parley/protocol';
import { Tensor } from 'onnxruntime-node';

/** Phoneme ids to a waveform at 24 kHz. Inference blocks the thread. Owns an ONNX session until `close()`. */
export interface KokoroNet {
  readonly inference: Inference;
  /** `ids` without the pads at both ends, at most 510. */
  run(ids: readonly number[], style: Float32Array, speed: number): Promise<Float32Array>;
  close(): Promise<void>;
}

const PAD_ID = 0;

export async function loadKokoroNet(path: string, provider?: ExecutionProvider): Promise<KokoroNet> {
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 } as const;
  const { session, inference } = await createInferenceSession(path, options, provider);
  let released: Promise<void> | undefined;
  return {
    inference,
    async run(ids, style, speed) {
      const padded = BigInt64Array.from([PAD_ID, ...ids, PAD_ID], BigInt);
      // Exports differ in what they call the phonemes.
      const [tokens = 'tokens'] = session.inputNames.filter((name) => name !== 'style' && name !== 'speed');
      const out = await session.run({
        [tokens]: new Tensor('int64', padded, [1, padded.length]),
        style: new Tensor('float32', style, [1, style.length]),
        speed: new Tensor('float32', Float32Array.of(speed), [1]),
      });
      const data = out[session.outputNames[0] ?? '']?.data;
      if (data instanceof Float32Array) return data;
      throw new ParleyError('SYNTHESIS_FAILED', 'The model gives no sound; is it a Kokoro voice?');
    },
    close() {
      released ??= session.release();
      return released;
    },
  };
}
