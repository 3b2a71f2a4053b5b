// Regenerates packages/protocol/src/gen from proto/. With --check, fails when the committed files differ.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = join(root, 'packages/protocol/src/gen');
const fresh = mkdtempSync(join(tmpdir(), 'parley-gen-'));

const generator = join(root, 'node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js');
execFileSync(
  process.execPath,
  // Options mirror packages/runtime/src/grpc/load-proto.ts: what is typed is what is loaded.
  [
    generator,
    '--keepCase',
    '--longs=Number',
    '--enums=String',
    '--defaults',
    '--oneofs',
    '--grpcLib=@grpc/grpc-js',
    '--targetFileExtension=.ts',
    '--importFileExtension=.js',
    `--includeDirs=${join(root, 'proto')}`,
    `--outDir=${fresh}`,
    'tts.proto',
    'asr.proto',
  ],
  { stdio: 'inherit' },
);
// The generator writes where the file lay; the committed code must not know that.
for (const name of listFiles(fresh)) {
  const path = join(fresh, name);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(/^\/\/ Original file: .*\/proto\//, '// Original file: proto/'),
  );
}

function listFiles(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

let differing = [];
if (process.argv.includes('--check')) {
  const names = new Set([...listFiles(committed), ...listFiles(fresh)]);
  const read = (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  };
  differing = [...names].filter((name) => read(join(committed, name)) !== read(join(fresh, name)));
} else {
  rmSync(committed, { recursive: true, force: true });
  cpSync(fresh, committed, { recursive: true });
}
rmSync(fresh, { recursive: true, force: true });
if (differing.length > 0) {
  console.error(`generated code is out of date: ${differing.join(', ')}\nrun: pnpm gen-proto`);
  process.exit(1);
}
