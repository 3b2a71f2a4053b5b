import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quietContext } from '../documents/quiet-context.rig.js';
import { EXIT_CODES } from '../exit-codes.js';
import { measureGpu } from './gpu-figures.js';

test('a measurement without a model is no success', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-gpu-'));
  try {
    const context = { ...quietContext(), env: { PARLEY_MODELS_DIR: folder } };
    await measureGpu(context);
    expect(context.exitCode).toBe(EXIT_CODES.failed);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
