import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What runs the nets: an NVIDIA device through CUDA, or the processor. */
export type ExecutionProvider = 'cuda' | 'cpu';

/** What the nets of a model run on in the end. */
export interface Inference {
  readonly provider: ExecutionProvider;
  /** Why it is not the one that was asked for; for the operator, in a line. */
  readonly fallback?: string | undefined;
}

export interface ProviderFacts {
  /** Devices that the driver shows to this process. */
  readonly devices: number;
  /** Whether onnxruntime has its CUDA provider. */
  readonly hasCudaProvider: boolean;
}

/** CUDA where there is a device and the library for it. With a device alone it says what is missing. */
export function chooseExecutionProvider({ devices, hasCudaProvider }: ProviderFacts): Inference {
  if (devices === 0) return { provider: 'cpu' };
  if (hasCudaProvider) return { provider: 'cuda' };
  return {
    provider: 'cpu',
    fallback: 'there is a GPU, but onnxruntime has no CUDA provider here: npm run gpu-check installs it',
  };
}

/** The folder in which onnxruntime looks for its providers: that of its own library. */
export function providerFolder(): string {
  const package_ = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return join(dirname(package_), 'bin', 'napi-v6', process.platform, process.arch);
}

/** Both libraries are in PyPI's `onnxruntime-gpu`; npm ships none for Linux. */
export const PROVIDER_LIBRARIES = [
  'libonnxruntime_providers_shared.so',
  'libonnxruntime_providers_cuda.so',
] as const;

export function hasCudaProvider(folder = providerFolder()): boolean {
  return PROVIDER_LIBRARIES.every((name) => existsSync(join(folder, name)));
}
