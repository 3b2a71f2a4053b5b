import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import {
  chooseExecutionProvider,
  hasCudaProvider,
  PROVIDER_LIBRARIES,
  providerFolder,
} from './execution-provider.js';
import { createInferenceSession } from './inference-session.js';

test('the GPU is used where there is one and its library; a GPU alone is explained', () => {
  expect(chooseExecutionProvider({ devices: 0, hasCudaProvider: true })).toEqual({ provider: 'cpu' });
  expect(chooseExecutionProvider({ devices: 2, hasCudaProvider: true })).toEqual({ provider: 'cuda' });
  expect(chooseExecutionProvider({ devices: 1, hasCudaProvider: false })).toMatchObject({
    provider: 'cpu',
    fallback: expect.stringContaining('npm run gpu-check'),
  });
});

test('the provider is there when both of its libraries are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-provider-'));
  try {
    const found = PROVIDER_LIBRARIES.map((name) => {
      writeFileSync(join(folder, name), '');
      return hasCudaProvider(folder);
    });
    expect(found).toEqual([false, true]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the folder of the providers is that of the native library', () => {
  expect(() => hasCudaProvider()).not.toThrow();
  expect(readdirSync(providerFolder())).toContain('onnxruntime_binding.node');
});

test('a graph goes to the device, and to the processor with the reason when that fails', async () => {
  const session = {} as InferenceSession;
  const asked: (readonly unknown[] | undefined)[] = [];
  const works = (_graph: unknown, options: InferenceSession.SessionOptions) => {
    asked.push(options.executionProviders);
    return Promise.resolve(session);
  };
  const lacksCuda = (graph: unknown, options: InferenceSession.SessionOptions) =>
    options.executionProviders === undefined
      ? works(graph, options)
      : Promise.reject(new Error('libcudnn.so.9 is missing'));
  expect((await createInferenceSession('x', {}, 'cpu', works)).inference).toEqual({ provider: 'cpu' });
  expect((await createInferenceSession('x', {}, 'cuda', works)).inference).toEqual({ provider: 'cuda' });
  expect(asked).toEqual([undefined, ['cuda', 'cpu']]);
  expect((await createInferenceSession('x', {}, 'cuda', lacksCuda)).inference).toEqual({
    provider: 'cpu',
    fallback: 'onnxruntime cannot use cuda: libcudnn.so.9 is missing',
  });
  const broken = () => Promise.reject(new Error('no graph'));
  await expect(createInferenceSession('x', {}, 'cuda', broken)).rejects.toThrow('no graph');
});
