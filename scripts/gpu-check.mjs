// `npm run gpu-check`: fetches what onnxruntime needs for an NVIDIA GPU, and measures the models that are here on it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROVIDER_LIBRARIES, providerFolder } from '../packages/models/dist/onnx/execution-provider.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const gpus = spawnSync('nvidia-smi', ['--query-gpu=index,name,memory.total', '--format=csv,noheader'], {
  encoding: 'utf8',
});
if (gpus.status !== 0 || gpus.stdout.trim() === '') {
  console.error('no NVIDIA GPU is visible here (nvidia-smi shows none); models run on the CPU');
  process.exit(1);
}
console.log(gpus.stdout.trim());

const beside = providerFolder();
const { version } = JSON.parse(readFileSync(join(beside, '../../../../package.json'), 'utf8'));
const folder = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'parley',
  `onnxruntime-gpu-${version}`,
);
const providers = join(folder, 'onnxruntime', 'capi');

if (!existsSync(join(providers, PROVIDER_LIBRARIES[1]))) {
  console.log(`fetching onnxruntime-gpu ${version} with CUDA and cuDNN into ${folder}`);
  mkdirSync(folder, { recursive: true });
  // The provider has to be of the very version of the npm package.
  const pip = ['-m', 'pip', 'install', '--target', folder, `onnxruntime-gpu[cuda,cudnn]==${version}`];
  if (spawnSync('python3', pip, { stdio: 'inherit' }).status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    console.error('that did not work; it takes python3 with pip, and PyPI');
    process.exit(1);
  }
}

for (const name of PROVIDER_LIBRARIES) {
  rmSync(join(beside, name), { force: true });
  symlinkSync(join(providers, name), join(beside, name));
}
const shipped = readdirSync(join(folder, 'nvidia'), { recursive: true, withFileTypes: true });
const libraries = [
  ...new Set(shipped.filter(({ name }) => name.includes('.so')).map((file) => file.parentPath)),
].join(':');
const path = [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
console.log(`\nworkers need this:\nexport LD_LIBRARY_PATH=${path}\n`);

const measured = spawnSync(process.execPath, ['packages/cli/bin/parley.js', 'doctor', '--gpu'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, LD_LIBRARY_PATH: path },
});
process.exitCode = measured.status ?? 1;
