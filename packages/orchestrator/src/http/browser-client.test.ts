import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addBrowserClient } from './browser-client.js';

const SCRIPT = 'console.log("hello");\n'.repeat(100);
let folder: string;
let server: FastifyInstance;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-page-'));
  mkdirSync(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>parley</title>');
  await writeFile(join(folder, 'app-config.json'), '{}');
  await writeFile(join(folder, 'assets/index-1234.js'), SCRIPT);
  await writeFile(join(folder, 'assets/index-1234.js.br'), brotliCompressSync(SCRIPT));
  server = fastify();
  await addBrowserClient(server, folder);
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** As it is on the wire; `fetch` would undo the compression. */
function request(path: string, acceptEncoding: string) {
  return new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    get(`${url}${path}`, { headers: { 'accept-encoding': acceptEncoding } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

test('a script comes compressed to those who take it, and is kept for ever', async () => {
  const compressed = await request('/assets/index-1234.js', 'gzip, deflate, br');
  expect(compressed.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': expect.stringContaining('javascript'),
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
  });
  expect(brotliDecompressSync(compressed.body).toString()).toBe(SCRIPT);
  const plain = await request('/assets/index-1234.js', 'identity');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body.toString()).toBe(SCRIPT);
});

test.each(['/', '/app-config.json'])('%s is asked for again every time', async (path) => {
  const { headers } = await request(path, 'gzip, deflate, br');
  expect(headers['cache-control']).toBe('no-cache');
  expect(headers.etag).toBeDefined();
});
