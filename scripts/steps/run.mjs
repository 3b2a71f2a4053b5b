import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Says what is being done. People read standard error; standard output stays free for results. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a command in the root, its output shown as it comes. Resolves with its exit status. */
export function run(command, args, { env = {}, cwd = ROOT, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ['ignore', 'ignore', 'ignore'] : ['inherit', 'inherit', 'inherit'];
    const child = spawn(command, args, { cwd, stdio, env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}

/** Runs a command and keeps what it prints, both streams in the order in which it came. */
export function capture(command, args, { cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.stderr.on('data', (part) => parts.push(part));
    child.on('error', reject);
    child.on('exit', (code) => resolve({ code: code ?? 1, output: Buffer.concat(parts).toString('utf8') }));
  });
}

/** Runs one step of a longer job; throws, naming it, when it fails. */
export async function step(title, command, args, options) {
  say(`▸ ${title}`);
  const startedAt = performance.now();
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`${title}: failed (exit status ${code})`);
  say(`  done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}
