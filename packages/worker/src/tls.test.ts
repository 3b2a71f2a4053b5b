import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { createTtsTestClient, requires } from '@parley/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { startWorker } from './start-worker.js';
import { testModels } from './test-models.js';

describe.skipIf(!requires('openssl'))('TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tls-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const path = (name: string) => join(folder, name);
  const program = 'openssl';
  const openssl = (...args: string[]) => execFileSync(program, args, { cwd: folder, stdio: 'pipe' });

  /** A key and a certificate signed by the authority of these tests. */
  function issue(name: string): { ca: string; cert: string; key: string } {
    const files = { ca: path('ca.pem'), cert: path(`${name}.pem`), key: path(`${name}.key`) };
    writeFileSync(path('san.txt'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      files.key,
      '-out',
      path('r.csr'),
      '-subj',
      `/CN=${name}`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      path('r.csr'),
      '-CA',
      files.ca,
      '-CAkey',
      path('ca.key'),
      '-CAcreateserial',
      '-out',
      files.cert,
      '-days',
      '2',
      '-extfile',
      path('san.txt'),
    );
    return files;
  }

  test('with ca, cert and key on both sides the worker speaks to those it knows, and to nobody else', async () => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      path('ca.key'),
      '-out',
      path('ca.pem'),
      '-subj',
      '/CN=parley test',
      '-days',
      '2',
    );
    const models = testModels({ id: 'tone', family: 'tone' });
    const worker = await startWorker({ kind: 'tts', defaultModelId: 'tone', models, tls: issue('worker') });
    const known = createTtsTestClient({ address: worker.addr, tls: issue('orchestrator') });
    const anonymous = createTtsTestClient({ address: worker.addr, tls: { ca: path('ca.pem') } });
    const plain = createTtsTestClient({ address: worker.addr });
    try {
      const id = await known.start();
      expect((await known.speak(id, ['Hello.']).done).at(-1)?.is_final).toBe(true);
      await expect(anonymous.start()).rejects.toMatchObject({ code: status.UNAVAILABLE });
      await expect(plain.start()).rejects.toMatchObject({ code: status.UNAVAILABLE });
    } finally {
      for (const client of [known, anonymous, plain]) client.close();
      await worker.close();
    }
  });
});
