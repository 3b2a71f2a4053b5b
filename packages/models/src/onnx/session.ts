import { readFile } from 'node:fs/promises';
import { ParleyError } from '@parley/protocol';
import type { InferenceSession, Tensor } from 'onnxruntime-node';

/** The runtime's constructors. Loaded when first needed: importing it loads a native library of 45 MB. */
export type OnnxRuntime = typeof import('onnxruntime-node');

export interface OnnxModel {
  readonly runtime: OnnxRuntime;
  readonly session: InferenceSession;
}

/** Shapes and names of a run; `Tensor` of onnxruntime. */
export type OnnxTensor = Tensor;

/**
 * Loads a model for one CPU thread: the models here are too small to gain from more, and threads that spin between
 * runs would steal from the other lanes. Call it in a lane: `session.run` blocks the thread under its promise.
 * Throws `ParleyError` INTERNAL_ERROR with the file's path.
 *
 * `rewrite` makes a graph that does the same out of the file, or undefined to leave it as it is.
 */
export async function loadOnnxModel(
  modelPath: string,
  rewrite?: (file: Uint8Array) => Uint8Array | undefined,
): Promise<OnnxModel> {
  try {
    const runtime = await import('onnxruntime-node');
    const rewritten = rewrite?.(await readFile(modelPath));
    const options: InferenceSession.SessionOptions = {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    };
    const { InferenceSession: Session } = runtime;
    const session = await (rewritten === undefined
      ? Session.create(modelPath, options)
      : Session.create(rewritten, options));
    return { runtime, session };
  } catch (cause) {
    throw new ParleyError(
      'INTERNAL_ERROR',
      `cannot load the model ${modelPath}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** One output of a run, as the 32-bit floats that it must be. */
export function floatOutput(outputs: Readonly<Record<string, OnnxTensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new ParleyError('INTERNAL_ERROR', `the model has no output ${name} of 32-bit floats`);
}
