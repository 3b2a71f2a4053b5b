import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, say } from './run.mjs';

/** Beside the defaults: the small recogniser, whose tests show that the family is more than one model. */
const FURTHER_MODELS = ['moonshine-tiny-en'];

/** Pulls the models that tests speak and listen with; those already here are left alone. */
export async function provideTestModels() {
  const cli = join(ROOT, 'packages/cli/bin/parley.js');
  if (!existsSync(cli)) return;
  const code = await run(process.execPath, [cli, 'models', 'pull', '--defaults', ...FURTHER_MODELS]);
  if (code !== 0) say('  some models could not be fetched; tests that need them are skipped');
}
