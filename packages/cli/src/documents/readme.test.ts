import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseOrchestratorConfig } from '@parley/orchestrator';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { main } from '../main.js';
import { commands, fencedBlocks, PAGES, ROOT, readPage } from './fenced-blocks.rig.js';
import { quietContext } from './quiet-context.rig.js';

const run = promisify(execFile);
const scripts = (JSON.parse(readPage('package.json')) as { scripts: Record<string, string> }).scripts;
const readme = readPage('README.md');

/** The words of a shell line; quotes hold words together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** The options that `parley COMMAND` has, by its own help. */
async function helpOf(command: string): Promise<string> {
  const context = quietContext();
  expect(await main([command, '--help'], context), command).toBe(0);
  return String((context.stdout as unknown as { read(): unknown }).read());
}

/** Throws when a line would not be understood: no such script, command or option. */
async function understand(line: string): Promise<void> {
  const [program = '', ...rest] = wordsOf(line.replace(/^(\w+=\S+ )+/, '').replace(/\s+#.*$/, ''));
  if (program === 'npm') {
    const name = rest[0] === 'run' ? (rest[1] ?? '') : (rest[0] ?? '');
    expect(scripts, line).toHaveProperty([name]);
    if (name === 'parley') await understand(`parley ${rest.slice(3).join(' ')}`);
    return;
  }
  if (program === 'node') {
    expect(existsSync(join(ROOT, rest[0] ?? '')), line).toBe(true);
    return;
  }
  const ours =
    program === 'npx' && rest[0] === 'parley' ? rest.slice(1) : program === 'parley' ? rest : undefined;
  if (ours === undefined) return;
  const help = await helpOf(ours[0] ?? '');
  for (const option of ours.filter((word) => word.startsWith('--'))) expect(help, line).toContain(option);
}

describe('README.md', () => {
  test.each(commands(readme, 'sh run'))('`%s` runs', async (line) => {
    const [program = '', ...rest] = wordsOf(line);
    const { stdout } = await run(program, rest, { cwd: ROOT });
    expect(stdout).not.toBe('');
  });

  test('both commands are there, and `npm test` is the one of CI', () => {
    expect(commands(readme, 'sh check')).toEqual(expect.arrayContaining(['npm run demo', 'npm test']));
    expect(readPage('.ci/run')).toContain('npm test');
  });

  test('its configuration is one', () => {
    const [yaml = ''] = fencedBlocks(readme, 'yaml orchestrator');
    expect(parseOrchestratorConfig(load(yaml) as object).llm.provider).toBe('ollama');
  });
});

describe.each(PAGES)('%s', (path) => {
  const page = readPage(path);

  test('its commands exist, with their options', async () => {
    for (const kind of ['sh', 'sh check', 'sh run']) {
      for (const line of commands(page, kind)) await understand(line);
    }
  });

  test('every `npm run …` in its text is a script', () => {
    for (const [, name = ''] of page.matchAll(/`(?:npm run|pnpm) ([a-z][\w-]*)/g)) {
      expect(scripts, name).toHaveProperty([name]);
    }
  });
});
