import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, step } from './run.mjs';

/** Installs what the lockfile names, unless that is what is there already. */
export async function installDependencies() {
  const marker = join(ROOT, 'node_modules/.parley-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const pnpm = ['--yes', packageManager, 'install', '--frozen-lockfile'];
  const env = {
    CI: 'true', // Without a terminal, pnpm would stop to ask before it replaces a foreign node_modules folder.
    npm_config_loglevel: 'notice', // `npm test --silent` hands its silence down; a failure must still say why.
  };
  await step('installing dependencies (once; about 300 MB)', 'npx', pnpm, { env });
  writeFileSync(marker, wanted);
}
