import { execFile } from 'node:child_process';
import type { Inference } from '@parley/models';

/** One device as the NVIDIA driver reports it, now. */
export interface GpuReading {
  /** Position in the driver's list. */
  readonly index: string;
  readonly uuid: string;
  readonly name: string;
  readonly memoryTotalMiB: number;
  readonly memoryUsedMiB: number;
  /** 0 to 100. */
  readonly utilizationPercent: number;
  readonly temperatureCelsius: number;
}

/** Runs `nvidia-smi` with these arguments; rejects where there is none. */
export type NvidiaSmi = (args: readonly string[]) => Promise<string>;

const TIMEOUT_MS = 5_000;
const FIELDS = 'index,uuid,name,memory.total,memory.used,utilization.gpu,temperature.gpu';

/**
 * The devices that `CUDA_VISIBLE_DEVICES` leaves to this process (`visible`; undefined: all of them). Empty where
 * there is no driver.
 */
export async function readGpus(
  visible: string | undefined,
  nvidiaSmi: NvidiaSmi = runNvidiaSmi,
): Promise<GpuReading[]> {
  let table: string;
  try {
    table = await nvidiaSmi([`--query-gpu=${FIELDS}`, '--format=csv,noheader,nounits']);
  } catch {
    return []; // No driver, no devices: the callers say so where it matters.
  }
  const all = table.split('\n').flatMap(parseLine);
  if (visible === undefined) return all;
  return all.filter((gpu) => names(visible).some((name) => name === gpu.index || gpu.uuid.startsWith(name)));
}

/**
 * `hardware` of a registry entry. `execution_provider` is what inference shall run on; with a GPU that it does not
 * use, `gpu_unused` says why.
 */
export function hardwareFacts(
  visible: string | undefined,
  gpus: readonly GpuReading[],
  { provider, fallback }: Inference,
): Record<string, string> {
  const first = gpus[0];
  return {
    execution_provider: provider,
    ...(visible === undefined ? {} : { cuda_visible_devices: visible }),
    ...(first === undefined
      ? {}
      : { gpu: first.name, gpu_uuid: first.uuid, vram_gb: (first.memoryTotalMiB / 1024).toFixed(1) }),
    ...(fallback === undefined ? {} : { gpu_unused: fallback }),
  };
}

function names(visible: string): string[] {
  return visible
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== '-1');
}

function parseLine(line: string): GpuReading[] {
  const [index, uuid, name, total, used, utilization, temperature] = line
    .split(',')
    .map((cell) => cell.trim());
  if (index === undefined || uuid === undefined || name === undefined || uuid === '') return [];
  return [
    {
      index,
      uuid,
      name,
      memoryTotalMiB: figure(total),
      memoryUsedMiB: figure(used),
      utilizationPercent: figure(utilization),
      temperatureCelsius: figure(temperature),
    },
  ];
}

/** The driver writes `[N/A]` for what a device does not tell. */
function figure(cell: string | undefined): number {
  const value = Number(cell);
  return Number.isFinite(value) ? value : 0;
}

function runNvidiaSmi(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('nvidia-smi', [...args], { timeout: TIMEOUT_MS }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}
