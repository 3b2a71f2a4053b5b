import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, say } from './run.mjs';

/** Beside the defaults: the small recogniser, whose tests show that the family is more than one model, and a Piper voice. */
const FURTHER_MODELS = ['moonshine-tiny-en', 'piper-en-us-joe'];

/** Pulls the models that tests speak and listen with; those already here are left alone. */
export async function provideTestModels() {
  const cli = join(ROOT, 'packages/cli/bin/parley.js');
  if (!existsSync(cli)) return;
  const code = await run(process.execPath, [cli, 'models', 'pull', '--defaults', ...FURTHER_MODELS]);
  if (code !== 0) say('  some models could not be fetched; tests that need them are skipped');
}
