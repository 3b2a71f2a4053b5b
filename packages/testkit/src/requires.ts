import { appendFileSync, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { speechFixturesFolder } from './speech-fixtures.js';
import { toolPath } from './tool-path.js';

/** What a test may need and a machine may lack. A model is named as in the catalogue. */
export type Requirement =
  | 'redis-server'
  | 'chromium'
  | 'ffmpeg'
  | 'openssl'
  | 'caddy'
  | 'livekit-server'
  | 'root'
  | 'ip'
  | 'fixtures'
  | 'python-worker'
  | `model:${string}`;

/**
 * Whether everything named is here: `describe.skipIf(!requires('redis-server'))(…)`. What is missing is written down,
 * so that the run ends by naming the tests that did not run, why, and how to get what they need.
 */
export function requires(...needs: readonly Requirement[]): boolean {
  const missing = needs.filter((need) => !isPresent(need));
  const skipsFile = process.env.PARLEY_SKIPS_FILE;
  for (const need of missing) {
    const skip = { need, file: callingTest(), ...explain(need) };
    if (skipsFile === undefined)
      process.stderr.write(`skipped, ${skip.reason}: ${skip.file} (${skip.remedy})\n`);
    else appendFileSync(skipsFile, `${JSON.stringify(skip)}\n`);
  }
  return missing.length === 0;
}

function isPresent(need: Requirement): boolean {
  if (need === 'fixtures') return existsSync(join(speechFixturesFolder(), 'manifest.json'));
  if (need === 'python-worker') return (process.env.PARLEY_PYTHON_WORKER ?? '') !== '';
  if (need === 'root') return process.getuid?.() === 0;
  if (need.startsWith('model:')) return isModelPresent(need.slice('model:'.length));
  return toolPath(need) !== undefined;
}

/** A model counts as here when its store has verified it. The folder is chosen as the models package chooses it. */
function isModelPresent(id: string): boolean {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = process.env.PARLEY_MODELS_DIR || join(cache, 'parley', 'models');
  return existsSync(join(folder, id, '.verified.json'));
}

function explain(need: Requirement): { reason: string; remedy: string } {
  if (need === 'fixtures') {
    return {
      reason: 'the recorded speech is not here (it is not part of the repository)',
      remedy: 'set PARLEY_FIXTURES to the folder that holds its manifest.json',
    };
  }
  if (need === 'python-worker') {
    return {
      reason: 'the packages of the Python worker are not part of the tests (300 MB)',
      remedy: 'see examples/python-worker, then set PARLEY_PYTHON_WORKER to the python of its environment',
    };
  }
  if (need === 'root')
    return { reason: 'it needs root', remedy: 'run the tests as root, or in the container of CI' };
  if (need.startsWith('model:')) {
    const model = need.slice('model:'.length);
    return { reason: `the model ${model} is not here`, remedy: `pnpm parley models pull ${model}` };
  }
  if (need === 'ip') {
    return {
      reason: 'the command ip is not installed',
      remedy: 'on Debian, as root: apt-get install iproute2',
    };
  }
  if (need === 'livekit-server') {
    return {
      reason: 'livekit-server is not installed',
      remedy: 'install Go 1.26 or newer, and npm test builds it; or put livekit-server on the PATH',
    };
  }
  return { reason: `${need} is not installed`, remedy: `on Debian, as root: apt-get install ${need}` };
}

/** The test file that asks (its source, or what was built from it), read off the stack: vitest tells it only inside a test. */
function callingTest(): string {
  const line = new Error().stack?.split('\n').find((entry) => entry.includes('.test.'));
  const location = line?.match(/(file:\/\/[^\s)]+?|\/[^\s():]+?)(:\d+){1,2}\)?$/)?.[1] ?? 'unknown';
  return location.startsWith('file:') ? fileURLToPath(location) : location;
}
