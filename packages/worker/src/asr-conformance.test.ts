import { asrConformance, type ConformanceSuite } from '@parley/testkit';
import { afterAll, describe, test } from 'vitest';
import { type RunningWorker, startWorker } from './start-worker.js';
import { testModels } from './test-models.js';

const texts = ['one two three four five six seven eight nine ten'];
const models = testModels(
  { id: 'scripted-fast', family: 'scripted', settings: { texts } },
  { id: 'scripted-slow', family: 'scripted', settings: { texts, delayMs: 30 } },
);

async function begin(defaultModelId: string, lanes: number): Promise<[RunningWorker, ConformanceSuite]> {
  const worker = await startWorker({ kind: 'asr', name: defaultModelId, defaultModelId, models, lanes });
  return [worker, asrConformance(worker.addr)];
}

const [fast, fastSuite] = await begin('scripted-fast', 1);
const [slow, slowSuite] = await begin('scripted-slow', 2);

afterAll(async () => {
  fastSuite.close();
  slowSuite.close();
  await fast.close();
  await slow.close();
});

describe('a worker whose recogniser takes no time', () => {
  test.each(fastSuite.cases)('$name', ({ run }) => run());
});

describe('a worker with two lanes whose recogniser takes 30 ms a pass', () => {
  test.each(slowSuite.cases)('$name', ({ run }) => run());
});
