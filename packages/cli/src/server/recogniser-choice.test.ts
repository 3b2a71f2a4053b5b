import { parseOrchestratorConfig } from '@parley/orchestrator';
import { describe, expect, test } from 'vitest';
import { leftToWorkers, recogniserOfSize, recogniserVariables, unmetWishes } from './recogniser-choice.js';

type Input = NonNullable<Parameters<typeof parseOrchestratorConfig>[0]>['asr'];
const asr = (input: Input) => parseOrchestratorConfig({ asr: input }).asr;

describe('the recogniser', () => {
  test.each([
    [{}, undefined],
    [{ model_size: 'tiny' }, 'moonshine-tiny-en'],
    [{ model_size: 'base' }, 'moonshine-base-en'],
    [{ model_size: 'large-v3' }, 'moonshine-base-en'],
  ] as const)('of %j is %s', (input, model) => {
    expect(recogniserOfSize(asr(input))).toBe(model);
  });

  test.each([
    [{}, 'cpu', []],
    [{ model_size: 'tiny', device: 'cpu', compute_type: 'int8' }, 'cpu', []],
    [{ device: 'cuda' }, 'cuda', []],
    [{ device: 'cuda' }, 'cpu', [/device cuda: no GPU/]],
    [{ device: 'cuda:1' }, 'cuda', [/CUDA_VISIBLE_DEVICES/]],
    [{ adapter: 'whisperx', model_size: 'small' }, 'cpu', [/adapter whisperx/, /model_size small/]],
    [{ compute_type: 'float16', model_path: 'w' }, 'cpu', [/compute_type float16/, /model_path w/]],
  ] as const)('of %j on %s', (input, provider, lines) => {
    expect(unmetWishes(asr(input), provider)).toEqual(lines.map((line) => expect.stringMatching(line)));
  });

  test('a worker alone reads the variables, and no others', () => {
    const read = (env: Record<string, string>) => recogniserVariables({ env } as never);
    expect(read({ ASR_MODEL_SIZE: 'tiny', ASR_DEVICE: 'cpu', PARLEY_PORT: 'none' })).toMatchObject({
      model_size: 'tiny',
      device: 'cpu',
    });
    expect(() => read({ ASR_ADAPTER: 'kaldi' })).toThrow(/moonshine, whisper, whisperx/);
    expect(() => read({ ASR_DEVICE: 'tpu' })).toThrow(/auto, cpu, cuda, cuda:N/);
  });

  test('of another process is left to it, in a line', () => {
    expect(leftToWorkers(asr({}))).toBeUndefined();
    expect(leftToWorkers(asr({ model_size: 'tiny', device: 'cpu' }))).toMatch(/^ASR_MODEL_SIZE, ASR_DEVICE:/);
  });
});
