import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parseWav } from '@parley/audio';
import { load } from 'js-yaml';

/** What is in a voice pack, and what is wrong with it. */
export interface VoicePackReport {
  /** The two folders that name it: `voicepacks/{family}/{modelId}`. */
  readonly family: string;
  readonly modelId: string;
  /** Files that are there, of those a pack may have. */
  readonly present: readonly string[];
  /** One line each, beginning with the file's name; empty when the pack can be used. */
  readonly problems: readonly string[];
}

/** What cannot be looked at, for whatever reason, counts as not there: the report says so. */
const statOrNone = (path: string) => stat(path).catch(() => undefined);

const WEIGHTS = ['model.onnx', 'model.safetensors'] as const;
const OPTIONAL = ['tokenizer.json', 'ref/seed.wav'] as const;
/** What `metadata.yaml` has to say. */
const METADATA_KEYS = ['licence', 'languages', 'sample_rate'] as const;

/**
 * Checks a voice pack: weights (`model.onnx` or `model.safetensors`), `config.json`, `metadata.yaml` with licence,
 * languages and sample rate, and where they exist `tokenizer.json` and `ref/seed.wav`. Never throws for a bad pack.
 */
export async function verifyVoicePack(directory: string): Promise<VoicePackReport> {
  const folder = resolve(directory);
  const present: string[] = [];
  const problems: string[] = [];
  const report = { family: basename(dirname(folder)), modelId: basename(folder), present, problems };
  if (!(await statOrNone(folder))?.isDirectory()) {
    problems.push(`${directory} is no folder`);
    return report;
  }

  /** Whether the file is there and holds something. */
  async function has(name: string): Promise<boolean> {
    const found = await statOrNone(join(folder, name));
    if (found === undefined) return false;
    present.push(name);
    if (!found.isFile()) problems.push(`${name} is no file`);
    else if (found.size === 0) problems.push(`${name} is empty`);
    return true;
  }

  async function check(name: string, required: boolean, read: (file: Buffer) => void): Promise<void> {
    if (!(await has(name))) {
      if (required) problems.push(`${name} is missing`);
      return;
    }
    if (problems.some((problem) => problem.startsWith(`${name} `))) return;
    try {
      read(await readFile(join(folder, name)));
    } catch (error) {
      problems.push(`${name} cannot be read: ${(error as Error).message}`);
    }
  }

  const weights = await Promise.all(WEIGHTS.map(has));
  if (!weights.includes(true)) problems.push(`${WEIGHTS.join(' or ')} is missing`);
  await check('config.json', true, (file) => void JSON.parse(file.toString('utf8')));
  await check('metadata.yaml', true, (file) => {
    const metadata: unknown = load(file.toString('utf8'));
    for (const key of METADATA_KEYS) {
      if (typeof metadata !== 'object' || metadata === null || !(key in metadata))
        problems.push(`metadata.yaml does not say ${key}`);
    }
  });
  await check(OPTIONAL[0], false, (file) => void JSON.parse(file.toString('utf8')));
  await check(OPTIONAL[1], false, (file) => void parseWav(file));
  return report;
}
