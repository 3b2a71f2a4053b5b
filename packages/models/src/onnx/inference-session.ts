import type { InferenceSession } from 'onnxruntime-node';
import type { ExecutionProvider, Inference } from './execution-provider.js';

/** A graph that is ready to run, and on what. The caller releases the session. */
export interface LoadedGraph {
  readonly session: InferenceSession;
  readonly inference: Inference;
}

type Create = (
  graph: string | Uint8Array,
  options: InferenceSession.SessionOptions,
) => Promise<InferenceSession>;

/**
 * Loads a graph onto the provider that is wished for, else onto the CPU: a GPU whose driver, memory or libraries
 * fail costs speed, not the voice. Rejects with what the CPU says of the graph.
 */
export async function createInferenceSession(
  graph: string | Uint8Array,
  options: InferenceSession.SessionOptions,
  wished: ExecutionProvider = 'cpu',
  create: Create = createWithRuntime,
): Promise<LoadedGraph> {
  if (wished === 'cpu') return { session: await create(graph, options), inference: { provider: 'cpu' } };
  try {
    const session = await create(graph, { ...options, executionProviders: [wished, 'cpu'] });
    return { session, inference: { provider: wished } };
  } catch (error) {
    const session = await create(graph, options);
    const fallback = `onnxruntime cannot use ${wished}: ${(error as Error).message}`;
    return { session, inference: { provider: 'cpu', fallback } };
  }
}

async function createWithRuntime(
  graph: string | Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  const { InferenceSession: Session } = await import('onnxruntime-node');
  return typeof graph === 'string' ? Session.create(graph, options) : Session.create(graph, options);
}
