// Writes the pages that follow from code: docs/errors.md from the registry of error codes, docs/configuration.md from
// the schemas of the configuration. With --check, fails when the committed pages differ. Wants a built checkout.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from './docs/configuration-page.mjs';
import { errorsPage } from './docs/errors-page.mjs';
import { ROOT } from './steps/run.mjs';

const PAGES = { 'docs/errors.md': errorsPage, 'docs/configuration.md': configurationPage };
const checks = process.argv.includes('--check');

for (const [name, render] of Object.entries(PAGES)) {
  const path = join(ROOT, name);
  const text = await render();
  if (!checks) {
    writeFileSync(path, text);
    continue;
  }
  if (readOrEmpty(path) === text) continue;
  console.error(`${name} is out of date\nrun: pnpm gen-docs`);
  process.exitCode = 1;
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // Not written yet: out of date.
  }
}
