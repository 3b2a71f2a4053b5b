import { chooseExecutionProvider, hasCudaProvider } from '@parley/models';
import { readGpus } from '@parley/worker';
import type { Finding } from './check.js';

/**
 * Whether there is a GPU and what onnxruntime needs for it; whether models run there, `parley doctor --gpu` tells.
 * `visibleDevices`: `CUDA_VISIBLE_DEVICES`.
 */
export async function checkGpu(visibleDevices: string | undefined): Promise<Finding> {
  const gpus = await readGpus(visibleDevices);
  const names = gpus.map(({ index, name }) => `${index} ${name}`).join(', ');
  const { provider, fallback } = chooseExecutionProvider({
    devices: gpus.length,
    hasCudaProvider: hasCudaProvider(),
  });
  const used =
    provider === 'cuda' ? `${names}; the CUDA provider is here, try it with --gpu` : `${names}, not used`;
  return {
    name: 'gpu',
    state: provider === 'cuda' ? 'ok' : 'optional',
    detail: gpus.length === 0 ? 'none; models run on the CPU' : used,
    remedy: fallback ?? '',
  };
}
