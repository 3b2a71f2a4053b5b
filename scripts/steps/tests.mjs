import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideLiveKit } from './livekit.mjs';
import { ROOT, run, say } from './run.mjs';
import { sourceOf } from './source-of.mjs';
import { isOnPath, provideSystemTools } from './system-tools.mjs';
import { provideTestModels } from './test-models.mjs';
import { createTestNetwork } from './test-network.mjs';

/**
 * Fetches what the tests need, runs them, and ends with `N passed, N failed` alone on the last line. What could not
 * run is named just before it; in CI that counts as failed, except for what is optional.
 */
export async function runTests(args) {
  await provideSystemTools();
  await provideLiveKit();
  await provideTestModels();
  const folder = mkdtempSync(join(tmpdir(), 'parley-tests-'));
  const network = createTestNetwork();
  // Ctrl-C leaves no namespace behind.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => network.close());
  try {
    const report = join(folder, 'report.json');
    const skips = join(folder, 'skipped.jsonl');
    say('▸ testing');
    const vitest = [process.execPath, join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run'];
    const reporters = ['default', 'json', join(ROOT, 'scripts/steps/retry-reporter.mjs')];
    const output = [...reporters.map((name) => `--reporter=${name}`), `--outputFile.json=${report}`];
    const [command, ...rest] = [...network.prefix, ...vitest, ...output, ...args];
    const code = await run(command, rest, {
      env: { PARLEY_SKIPS_FILE: skips },
    });
    return conclude(readReport(report), readSkips(skips), { code, filtered: args.length > 0 });
  } finally {
    network.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function conclude(report, skips, { code, filtered }) {
  const unexplained = filtered
    ? []
    : report.skipped.filter(({ file }) => !skips.some((skip) => skip.file === file));
  const missing = [...new Map(skips.map((skip) => [`${skip.need} ${skip.file}`, skip])).values()];
  for (const [need, group] of groupBy(missing, ({ need }) => need)) {
    console.log(`did not run, ${group[0].reason}: ${group.map(({ file }) => file).join(', ')}`);
    console.log(`  to run them: ${group[0].remedy} (${need})`);
  }
  for (const { file, name } of unexplained) console.log(`did not run, no reason given: ${file} "${name}"`);

  const lacking = missing.filter(({ need }) => !OPTIONAL.has(need)).length + unexplained.length;
  let failed = report.failed + (process.env.CI === 'true' ? lacking : 0);
  if (code !== 0 && failed === 0) failed = 1; // vitest stopped, or caught an error outside of any test.
  if (report.passed === 0 && failed === 0) {
    console.log('no test ran');
    failed = 1;
  }
  console.log(`${report.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** What a complete CI may lack: it is not in the repository, or too much to install. */
const OPTIONAL = new Set(['fixtures', 'python-worker', ...(isOnPath('go') ? [] : ['livekit-server'])]);

/** Counts of vitest's JSON report; a file that cannot be loaded has no tests in it and counts as one failure. */
function readReport(path) {
  if (!existsSync(path)) return { passed: 0, failed: 0, skipped: [] };
  const { testResults } = JSON.parse(readFileSync(path, 'utf8'));
  const counts = { passed: 0, failed: 0, skipped: [] };
  for (const { name, status, assertionResults } of testResults) {
    const file = sourceOf(name);
    const failures = assertionResults.filter((test) => test.status === 'failed').length;
    counts.passed += assertionResults.filter((test) => test.status === 'passed').length;
    counts.failed += failures > 0 || status !== 'failed' ? failures : 1;
    for (const test of assertionResults) {
      if (!['passed', 'failed'].includes(test.status)) counts.skipped.push({ file, name: test.fullName });
    }
  }
  return counts;
}

function readSkips(path) {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const skip = JSON.parse(line);
      return { ...skip, file: sourceOf(skip.file) };
    });
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
