import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { main } from './main.js';

const folder = mkdtempSync(join(tmpdir(), 'parley-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const stdin = new PassThrough();
  stdin.end();
  const status = await main(args, {
    env: { PARLEY_MODELS_DIR: folder, ...env },
    stdin,
    stdout,
    stderr,
    exitCode: 0,
  });
  return { status, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

test('help goes to standard output and succeeds; a wrong command is a usage error that suggests the right one', async () => {
  const help = await run(['--help']);
  expect(help.status).toBe(0);
  for (const command of ['serve', 'talk', 'say', 'transcribe', 'models', 'doctor', 'demo']) {
    expect(help.out).toContain(`  ${command}`);
  }
  const wrong = await run(['server']);
  expect(wrong.status).toBe(2);
  expect(wrong.err).toContain('Did you mean serve?');
  expect(wrong.out).toBe('');
});

test('config print shows every value with its origin, secrets masked', async () => {
  const file = join(folder, 'orchestrator.yaml');
  writeFileSync(file, 'auth:\n  tokens: [hunter2]\nvad:\n  pre_roll_ms: 400\n');
  const { status, out } = await run(['config', 'print', '--config', file], { PARLEY_PORT: '9123' });
  expect(status).toBe(0);
  expect(out).toMatch(/^transport\.websocket\.port +9123 {2}# environment PARLEY_PORT$/m);
  expect(out).toMatch(/^vad\.pre_roll_ms +400 {2}# file .*orchestrator\.yaml$/m);
  expect(out).toMatch(/^transport\.websocket\.host +"127\.0\.0\.1" {2}# default$/m);
  expect(out).not.toContain('hunter2');
});

test('a configuration that is wrong stops the start with the key, the value and what is allowed', async () => {
  const file = join(folder, 'worker.yaml');
  writeFileSync(file, 'worker:\n  grpc_prot: 7001\n');
  const misspelt = await run(['worker', 'tts', '--config', file]);
  expect(misspelt).toMatchObject({ status: 2, out: '' });
  expect(misspelt.err).toContain('worker.grpc_prot: unknown key; did you mean worker.grpc_port?');
  const range = await run(['orchestrator', '--port', '70000']);
  expect(range.status).toBe(2);
  expect(range.err).toContain(
    'transport.websocket.port: 70000 (from the command line) is not allowed; allowed: 0 to 65535',
  );
});

test('a server that is not there is an error of its own, with what to do', async () => {
  const { status, err } = await run(['talk', '--host', 'ws://127.0.0.1:1', '--out', folder]);
  expect(status).toBe(3);
  expect(err).toMatch(/cannot talk to ws:\/\/127\.0\.0\.1:1: .*parley serve/);
});

test('models that are not here are listed as missing; an unknown one is named with those that exist', async () => {
  const list = await run(['models', 'list', '--json']);
  const states = list.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(states.find(({ id }) => id === 'hibari-en-us')).toMatchObject({
    task: 'tts',
    state: 'missing',
    default: true,
  });
  expect(states.find(({ id }) => id === 'tone-440')).toMatchObject({ state: 'built-in' });
  const pull = await run(['models', 'pull', 'nope']);
  expect(pull.status).toBe(1);
  expect(pull.err).toMatch(/no model nope.*hibari-en-us/);
  expect((await run(['models', 'pull'])).status).toBe(2);
});

test('say writes a WAV file without a server', async () => {
  const file = join(folder, 'said.wav');
  const { status, err } = await run(['say', 'hello', '--model', 'tone-440', '-o', file]);
  expect(err).toMatch(/said\.wav: \d\.\d s of speech/);
  expect(status).toBe(0);
});

test('voicepacks verify names what a pack lacks, and says when it is whole', async () => {
  const pack = join(folder, 'voicepacks', 'xtts', 'anna');
  mkdirSync(pack, { recursive: true });
  writeFileSync(join(pack, 'model.onnx'), 'weights');
  writeFileSync(join(pack, 'config.json'), '{}');
  const lacking = await run(['voicepacks', 'verify', pack]);
  expect(lacking).toMatchObject({
    status: 1,
    out: 'xtts/anna: cannot be used\n  metadata.yaml is missing\n',
  });
  writeFileSync(join(pack, 'metadata.yaml'), 'licence: MIT\nlanguages: [en]\nsample_rate: 24000\n');
  expect(await run(['voicepacks', 'verify', pack])).toMatchObject({
    status: 0,
    out: 'xtts/anna: whole: model.onnx, config.json, metadata.yaml\n',
  });
});
