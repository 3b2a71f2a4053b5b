// Certificates for development, made with openssl: an authority, and one certificate for each name that follows.
//
//   node scripts/dev-certs.mjs [--out certs] [--san DNS:gpu-box.lan,IP:10.0.0.7] [NAME ...]
//
// NAME: orchestrator and worker when none is given. Then, in both configurations (PEM files, mutual TLS):
//
//   tls: { ca: certs/ca.pem, cert: certs/NAME.pem, key: certs/NAME.key }
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const DAYS = '365';
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: 'certs' }, san: { type: 'string' } },
});
const folder = resolve(values.out);
const names = positionals.length > 0 ? positionals : ['orchestrator', 'worker'];
const sans = ['DNS:localhost', 'IP:127.0.0.1', `DNS:${hostname()}`, ...(values.san?.split(',') ?? [])];

mkdirSync(folder, { recursive: true, mode: 0o700 });
makeAuthority();
for (const name of names) issue(name);
console.log(`${folder}: ca.pem and ${names.map((name) => `${name}.pem, ${name}.key`).join(', ')}`);
console.log(`valid ${DAYS} days, for ${sans.join(', ')}; for development only`);

function openssl(...args) {
  try {
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    const why = error.code === 'ENOENT' ? 'openssl is not installed' : String(error.stderr ?? error.message);
    console.error(`no certificates were made: ${why}`);
    process.exit(1);
  }
}

/** The one that is there is used again, so that what it signed before stays valid. */
function makeAuthority() {
  if (existsSync(join(folder, 'ca.pem')) && existsSync(join(folder, 'ca.key'))) return;
  const subject = ['-subj', '/CN=parley development'];
  openssl('req', '-x509', ...NEW_KEY, '-keyout', 'ca.key', '-out', 'ca.pem', ...subject, '-days', DAYS);
  chmodSync(join(folder, 'ca.key'), 0o600);
}

function issue(name) {
  const [request, extensions] = [`${name}.csr`, `${name}.ext`];
  const usage = 'extendedKeyUsage=serverAuth,clientAuth';
  writeFileSync(join(folder, extensions), `subjectAltName=${[...new Set(sans)].join(',')}\n${usage}\n`);
  openssl('req', ...NEW_KEY, '-keyout', `${name}.key`, '-out', request, '-subj', `/CN=${name}`);
  const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    request,
    ...authority,
    '-out',
    `${name}.pem`,
    '-days',
    DAYS,
    '-extfile',
    extensions,
  );
  chmodSync(join(folder, `${name}.key`), 0o600);
  for (const file of [request, extensions]) rmSync(join(folder, file));
}
