import { expect, test } from 'vitest';
import { hardwareFacts, readGpus } from './gpu-facts.js';

/** As `nvidia-smi` 570 writes it for two devices; one does not tell its temperature. */
const TABLE = `0, GPU-1a2b, NVIDIA H200, 143771, 1024, 37, 45
1, GPU-3c4d, NVIDIA H200, 143771, 0, 0, [N/A]
`;
const driver = () => Promise.resolve(TABLE);
const noDriver = () => Promise.reject(new Error('spawn nvidia-smi ENOENT'));

test('CUDA_VISIBLE_DEVICES leaves the devices that it names, by index or by UUID', async () => {
  expect((await readGpus(undefined, driver)).map(({ index }) => index)).toEqual(['0', '1']);
  expect((await readGpus('1', driver)).map(({ uuid }) => uuid)).toEqual(['GPU-3c4d']);
  expect((await readGpus('GPU-1a', driver)).map(({ index }) => index)).toEqual(['0']);
  expect(await readGpus('', driver)).toEqual([]);
  expect(await readGpus('-1', driver)).toEqual([]);
  expect(await readGpus('7', driver)).toEqual([]);
});

test('figures are read as numbers, and one that the driver does not tell is 0', async () => {
  const [first, second] = await readGpus(undefined, driver);
  expect(first).toMatchObject({ memoryTotalMiB: 143_771, memoryUsedMiB: 1024, utilizationPercent: 37 });
  expect(second?.temperatureCelsius).toBe(0);
});

test('without a driver there are no devices, and the registry says what runs inference', async () => {
  expect(await readGpus(undefined, noDriver)).toEqual([]);
  expect(hardwareFacts(undefined, [], { provider: 'cpu' })).toEqual({ execution_provider: 'cpu' });
});

test('a device that inference does not use is reported, not hidden', async () => {
  const gpus = await readGpus('0', driver);
  expect(hardwareFacts('0', gpus, { provider: 'cpu', fallback: 'no library' })).toEqual({
    execution_provider: 'cpu',
    cuda_visible_devices: '0',
    gpu: 'NVIDIA H200',
    gpu_uuid: 'GPU-1a2b',
    vram_gb: '140.4',
    gpu_unused: 'no library',
  });
  expect(hardwareFacts('0', gpus, { provider: 'cuda' }).gpu_unused).toBeUndefined();
});
