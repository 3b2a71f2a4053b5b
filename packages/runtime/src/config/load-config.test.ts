import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const schema = z.object({
  server: z.object({
    host: z.string().default('127.0.0.1'),
    port: z.int().min(1).max(65535).default(8080),
    origins: z.array(z.string()).default([]),
  }),
  vad: z
    .object({ threshold: z.number().min(0).max(1).default(0.5), enabled: z.boolean().default(true) })
    .prefault({}),
  redis: z.object({ url: z.string(), token_ttl_s: z.number().default(900) }).optional(),
  log_level: z.enum(['debug', 'info']).default('info'),
  labels: z.record(z.string(), z.string()).default({}),
  api_key: z.string().optional(),
});
const variables = {
  PORT: 'server.port',
  ORIGINS: 'server.origins',
  VAD: 'vad.enabled',
  REDIS_URL: 'redis.url',
  API_KEY: 'api_key',
};

const folders: string[] = [];
function yaml(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-config-'));
  folders.push(folder);
  const file = join(folder, 'server.yaml');
  writeFileSync(file, text);
  return file;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function problemsOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('no problem was found');
}

test('with nothing given, everything is a default, and what is optional stays away', () => {
  const { value, origins } = loadConfig({ schema, env: {}, variables });
  expect(value.server).toEqual({ host: '127.0.0.1', port: 8080, origins: [] });
  expect(value.vad.threshold).toBe(0.5);
  expect(value.redis).toBeUndefined();
  expect(new Set([...origins.values()].map(({ source }) => source))).toEqual(new Set(['default']));
});

test('command line beats environment beats file beats default, and each value says where it came from', () => {
  const file = yaml('server: { host: h.example, port: 1000 }\nvad:\n  threshold: 0.3\n  enabled: true\n');
  const { value, origins } = loadConfig({
    schema,
    file,
    env: { PORT: '2000', VAD: 'off', ORIGINS: 'http://a, http://b', REDIS_URL: '' },
    variables,
    overrides: { 'server.port': '3000', log_level: undefined },
  });
  expect(value.server).toEqual({ host: 'h.example', port: 3000, origins: ['http://a', 'http://b'] });
  expect(value.vad).toEqual({ threshold: 0.3, enabled: false });
  expect(value.redis).toBeUndefined();
  expect(origins.get('server.port')).toEqual({ source: 'command line' });
  expect(origins.get('server.origins')).toEqual({ source: 'environment', name: 'ORIGINS' });
  expect(origins.get('server.host')).toEqual({ source: 'file', name: file });
  expect(origins.get('log_level')).toEqual({ source: 'default' });
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax of the files, not of JavaScript
test('variables in a file become the type of their key; set-but-empty takes the default', () => {
  const file = yaml(
    'server: { port: "${P:-9000}", host: "${H}-${N:-1}" }\nlabels: { number: "${NUMBER}" }\n',
  );
  const { value } = loadConfig({ schema, file, env: { P: '', H: 'node', NUMBER: '007' } });
  expect(value.server).toMatchObject({ port: 9000, host: 'node-1' });
  expect(value.labels).toEqual({ number: '007' });
});

test('a missing variable names itself and its key', () => {
  const file = yaml('redis:\n  url: ${NO_SUCH_URL}\n');
  expect(problemsOf(() => loadConfig({ schema, file, env: {} }))).toMatch(
    /^redis\.url: .*NO_SUCH_URL is not set/,
  );
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the syntax of the files, not of JavaScript

test('an unknown key names the nearest known one, here or elsewhere', () => {
  const file = yaml('server: { prot: 1 }\nthreshold: 0.1\nserver_zz: 1\nlabels: { anything: goes }\n');
  expect(problemsOf(() => loadConfig({ schema, file, env: {} })).split('\n')).toEqual([
    'server.prot: unknown key; did you mean server.port?',
    'threshold: unknown key; did you mean vad.threshold?',
    expect.stringMatching(/^server_zz: unknown key; (did you mean server|known here: server, vad)/),
  ]);
});

test('every bad value is listed with what it is, where it came from and what is allowed; secrets are masked', () => {
  const file = yaml('vad: { threshold: 1.5 }\nlog_level: loud\napi_key: 12345\n');
  const message = problemsOf(() => loadConfig({ schema, file, env: { PORT: 'eighty' }, variables }));
  expect(message).toMatch(/^server\.port: "eighty" \(from PORT\) is not allowed; allowed: .*1 to 65535$/m);
  expect(message).toMatch(/^vad\.threshold: 1.5 \(from .*server.yaml\) is not allowed; allowed: 0 to 1$/m);
  expect(message).toMatch(/^api_key: \*+ /m);
  expect(message).toMatch(/^log_level: "loud".*allowed: debug, info$/m);
  expect(problemsOf(() => loadConfig({ schema, file: yaml('redis: { token_ttl_s: 5 }'), env: {} }))).toMatch(
    /^redis.url: is missing/,
  );
});

test('a file that is missing, is no YAML or holds no mapping is one readable problem', () => {
  expect(problemsOf(() => loadConfig({ schema, file: '/no/such.yaml', env: {} }))).toMatch(
    /cannot read .*no such file/,
  );
  expect(problemsOf(() => loadConfig({ schema, file: yaml('a: [1'), env: {} }))).toContain('is not YAML');
  expect(problemsOf(() => loadConfig({ schema, file: yaml('- 1'), env: {} }))).toContain(
    'must hold a mapping',
  );
  expect(loadConfig({ schema, file: yaml('# nothing\n'), env: {} }).value.log_level).toBe('info');
  expect(loadConfig({ schema, file: yaml('server:\nvad:\n'), env: {} }).value.server.port).toBe(8080);
});
