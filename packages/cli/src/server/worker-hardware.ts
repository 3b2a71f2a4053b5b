import { chooseExecutionProvider, type ExecutionProvider, hasCudaProvider } from '@parley/models';
import { hardwareFacts, readGpus } from '@parley/worker';

/** What a worker of this machine runs on, and what the registry shall say of it. */
export interface WorkerHardware {
  readonly executionProvider: ExecutionProvider;
  readonly hardware: Readonly<Record<string, string>>;
}

/**
 * `visibleDevices`: `CUDA_VISIBLE_DEVICES` of the process; undefined: all devices that there are. `device`: `cpu` leaves
 * them alone; anything else takes one where it can.
 */
export async function workerHardware(
  visibleDevices: string | undefined,
  device = 'auto',
): Promise<WorkerHardware> {
  const gpus = device === 'cpu' ? [] : await readGpus(visibleDevices);
  const choice = chooseExecutionProvider({ devices: gpus.length, hasCudaProvider: hasCudaProvider() });
  return {
    executionProvider: choice.provider,
    hardware: hardwareFacts(visibleDevices, gpus, choice),
  };
}
