import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, run, say, step } from './run.mjs';

const PACKAGES = join(ROOT, 'packages');
const OUTPUTS = ['.js', '.js.map', '.d.ts', '.d.ts.map'];

/** Compiles every package, and the page for the browser where its sources changed. */
export async function buildAll() {
  pruneOutputs();
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await step('building', process.execPath, [compiler, '-b']);
  await buildWeb();
}

/** Removes what was compiled from sources that are gone: a deleted test must not go on passing. */
function pruneOutputs() {
  for (const name of readdirSync(PACKAGES)) {
    const source = join(PACKAGES, name, 'src');
    const output = join(PACKAGES, name, 'dist');
    if (name === 'web' || !existsSync(output)) continue;
    for (const file of filesUnder(output)) {
      const suffix = OUTPUTS.find((candidate) => file.endsWith(candidate));
      if (suffix === undefined) continue;
      const stem = relative(output, file).slice(0, -suffix.length);
      if (!['.ts', '.tsx', '.mts'].some((extension) => existsSync(join(source, stem + extension))))
        rmSync(file);
    }
  }
}

async function buildWeb() {
  const web = join(PACKAGES, 'web');
  if (!existsSync(join(web, 'package.json')) || !existsSync(join(web, 'index.html'))) return;
  const marker = join(web, 'node_modules/.parley-built');
  const inputs = [web, ...['client', 'audio', 'protocol'].map((name) => join(PACKAGES, name, 'dist'))];
  const state = `${inputs
    .flatMap((folder) =>
      filesUnder(folder, (name) => name !== 'node_modules' && !(folder === web && name === 'dist')),
    )
    .map((file) => `${relative(ROOT, file)} ${statSync(file).size} ${Math.trunc(statSync(file).mtimeMs)}`)
    .sort()
    .join('\n')}\n`;
  if (existsSync(join(web, 'dist')) && existsSync(marker) && readFileSync(marker, 'utf8') === state) return;
  say('▸ building the page for the browser');
  const code = await run('npm', ['run', '--silent', 'build'], { cwd: web });
  if (code !== 0) throw new Error('building the page for the browser: failed');
  writeFileSync(marker, state);
}

function filesUnder(folder, enters = () => true) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return enters(entry.name) ? filesUnder(path, enters) : [];
    return entry.isFile() ? [path] : [];
  });
}
