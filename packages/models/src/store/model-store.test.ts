import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCatalogue } from '../catalogue/catalogue.js';
import type { FileSource } from '../catalogue/schema.js';
import { createModelStore } from './model-store.js';
import type { PullProgress } from './progress.js';

const content = randomBytes(400_000);
const sha256 = createHash('sha256').update(content).digest('hex');

let root: string;
let server: Server | undefined;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-store-'));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(root, { recursive: true, force: true });
});

const catalogueText = (sources: readonly FileSource[], files = ['a.bin']) =>
  JSON.stringify({
    models: [
      {
        id: 'voice',
        task: 'tts',
        family: 'tone',
        languages: ['en'],
        licence: 'MIT',
        files: files.map((name) => ({ name, sizeBytes: content.length, sha256, sources })),
      },
    ],
  });
const storeFor = (sources: readonly FileSource[], folders: string[] = [], files = ['a.bin']) =>
  createModelStore({
    directory: join(root, 'models'),
    catalogue: parseCatalogue(catalogueText(sources, files)),
    folders,
  });
const installed = () => join(root, 'models', 'voice', 'a.bin');

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.bin`;
}

/** Serves the content, honouring ranges, and notes where each request began. */
function serveContent(starts: number[], stopAfterBytes: (request: number) => number | undefined) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    starts.push(start);
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': content.length - start });
    const stop = stopAfterBytes(starts.length);
    if (stop === undefined) response.end(content.subarray(start));
    else response.write(content.subarray(start, start + stop));
    return stop;
  };
}

describe('a model store', () => {
  it('says which command installs what is missing', async () => {
    const store = storeFor([{ folder: '/nowhere' }]);
    await expect(store.resolve('voice')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('parley models pull voice'),
    });
    expect((await store.status('voice')).state).toBe('missing');
  });

  it('installs from a folder, reports progress, and removes', async () => {
    await mkdir(join(root, 'usb', 'voice'), { recursive: true });
    await writeFile(join(root, 'usb', 'voice', 'a.bin'), content);
    const store = storeFor([{ url: 'http://127.0.0.1:9/never' }], [join(root, 'usb')]);
    const progress: PullProgress[] = [];
    const model = await store.pull('voice', { onProgress: (step) => progress.push(step) });
    expect(model).toMatchObject({ id: 'voice', family: 'tone', directory: join(root, 'models', 'voice') });
    expect(progress.at(-1)?.phase).toBe('done');
    expect((await store.list()).map(({ state }) => state)).toEqual(['installed']);
    expect(await store.remove('voice')).toBe(true);
    expect(await store.remove('voice')).toBe(false);
    expect(existsSync(installed())).toBe(false);
  });

  it('goes on to the next source when one gives the wrong bytes, and says why each failed', async () => {
    const url = await serve((_, response) => response.end(Buffer.alloc(content.length)));
    await writeFile(join(root, 'good'), content);
    const bad = storeFor([{ folder: root, path: 'absent' }, { url }]);
    const error = await bad.pull('voice').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CONNECTION_ERROR', message: expect.stringContaining('absent') });
    expect(error).toMatchObject({ message: expect.stringContaining(`sha256`) });
    expect(existsSync(installed())).toBe(false);
    await storeFor([{ url }, { folder: root, path: 'good' }]).pull('voice');
    expect(await readFile(installed())).toEqual(content);
  });

  it('joins parts', async () => {
    await writeFile(join(root, '1'), content.subarray(0, 1000));
    await writeFile(join(root, '2'), content.subarray(1000));
    await storeFor([
      {
        join: [
          { folder: root, path: '1' },
          { folder: root, path: '2' },
        ],
      },
    ]).pull('voice');
    expect(await readFile(installed())).toEqual(content);
  });

  it('continues a download whose connection broke, at the byte where it broke', async () => {
    const starts: number[] = [];
    const answer = serveContent(starts, (request) => (request <= 2 ? 150_000 : undefined));
    const url = await serve((request, response) => {
      if (answer(request, response) !== undefined) setTimeout(() => response.destroy(), 50);
    });
    await storeFor([{ url }]).pull('voice');
    expect(starts).toHaveLength(3);
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBeGreaterThan(starts[1] ?? 0);
    expect(await readFile(installed())).toEqual(content);
  });

  it('leaves nothing half written when it is killed, and the next pull continues', async () => {
    const starts: number[] = [];
    const answer = serveContent(starts, (request) => (request === 1 ? 250_000 : undefined));
    const url = await serve((request, response) => void answer(request, response));
    const script = `
      import { createModelStore, parseCatalogue } from ${JSON.stringify(new URL('../index.js', import.meta.url).href)};
      const store = createModelStore({ directory: process.argv[1], catalogue: parseCatalogue(process.argv[2]) });
      await store.pull('voice', { onProgress: (step) => { if (step.receivedBytes >= 250000) console.log('far'); } });`;
    const child = spawn(
      process.execPath,
      ['--input-type=module', '-e', script, join(root, 'models'), catalogueText([{ url }])],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;

    const store = storeFor([{ url }]);
    expect(await readdir(join(root, 'models'))).toEqual(['.staging']);
    expect((await store.status('voice')).state).toBe('missing');
    await store.pull('voice');
    expect(starts).toHaveLength(2);
    expect(starts[1]).toBeGreaterThan(0);
    expect(await readFile(installed())).toEqual(content);
    expect(await readdir(join(root, 'models', '.staging'))).toEqual([]);
  });

  it('stops when it is aborted', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000));
    });
    const controller = new AbortController();
    const pulling = storeFor([{ url }]).pull('voice', {
      signal: controller.signal,
      onProgress: ({ receivedBytes }) => receivedBytes > 0 && controller.abort(new Error('enough')),
    });
    await expect(pulling).rejects.toThrow('enough');
    expect(existsSync(installed())).toBe(false);
  });

  it('finds and mends a damaged file, and fetches that file alone', async () => {
    const starts: number[] = [];
    const answer = serveContent(starts, () => undefined);
    const url = await serve((request, response) => void answer(request, response));
    const store = storeFor([{ url }], [], ['a.bin', 'b.bin']);
    await store.pull('voice');
    await writeFile(installed(), Buffer.alloc(content.length));
    expect((await store.verify('voice')).problems).toEqual([expect.stringMatching(/^a\.bin has sha256/)]);
    await expect(store.resolve('voice')).rejects.toThrow(/damaged .*parley models pull voice/s);
    await store.ensure('voice');
    expect(starts).toHaveLength(3);
    expect((await store.verify('voice')).state).toBe('installed');
    await store.ensure('voice');
    expect(starts).toHaveLength(3);
  });

  it('may be pulled by several at once', async () => {
    const starts: number[] = [];
    const answer = serveContent(starts, () => undefined);
    const url = await serve((request, response) => void answer(request, response));
    await Promise.all([1, 2, 3, 4].map(() => storeFor([{ url }]).pull('voice')));
    expect((await storeFor([{ url }]).verify('voice')).state).toBe('installed');
    expect(await readdir(join(root, 'models', '.staging'))).toEqual([]);
  });
});
