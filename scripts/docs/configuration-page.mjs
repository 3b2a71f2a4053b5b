import { join } from 'node:path';
import { WORKER_VARIABLES, workerConfigSchema } from '../../packages/cli/dist/server/worker-config.js';
import { ORCHESTRATOR_VARIABLES, orchestratorConfigSchema } from '../../packages/orchestrator/dist/index.js';
import { ROOT } from '../steps/run.mjs';
import { schemaComments } from './schema-comments.mjs';
import { schemaKeys } from './schema-keys.mjs';
import { table } from './table.mjs';

/** docs/configuration.md: every key of every role. Throws when a key has no doc comment. */
export function configurationPage() {
  const orchestrator = rowsOf(
    orchestratorConfigSchema,
    ORCHESTRATOR_VARIABLES,
    schemaComments(join(ROOT, 'packages/orchestrator/src/config.ts'), 'orchestratorConfigSchema'),
  );
  const worker = rowsOf(
    workerConfigSchema,
    WORKER_VARIABLES,
    schemaComments(join(ROOT, 'packages/cli/src/server/worker-config.ts'), 'workerConfigSchema'),
  );
  const titles = ['key', 'type and range', 'default', 'variable', 'meaning'];
  return `# Configuration

<!-- Written by \`pnpm gen-docs\` from the schemas of the code. Do not edit. -->

Nothing has to be configured: \`parley serve\` works as it is. A file is given with \`--config FILE\`;
[configs/orchestrator.yaml](../configs/orchestrator.yaml) and [configs/worker.yaml](../configs/worker.yaml) hold the
defaults, with comments.

- **Order.** The command line wins over the environment, the environment over the file, the file over the default.
- **Strict.** A key that does not exist is an error that names the nearest one that does.
- **Variables in files.** \`\${NAME}\` is replaced by an environment variable, \`\${NAME:-default}\` by the default where there
  is none. A variable that is missing without a default ends the start, with the key and the variable.
- **What is in force:** \`parley config print orchestrator\` (or \`tts\`, \`asr\`) shows every value and where it came from;
  secrets are masked.
- **Lists in variables** are separated by commas.

## Orchestrator

\`parley serve\` and \`parley orchestrator\`.

${table(titles, orchestrator)}

## Worker

\`parley worker tts\` and \`parley worker asr\`. \`TTS_WORKER_PORT\` is read by TTS workers alone.

${table(titles, worker)}

## Other variables

| variable | meaning |
| --- | --- |
| \`REDIS_HOST\`, \`REDIS_PORT\`, \`REDIS_DB\`, \`REDIS_PASSWORD\` | make the \`redis.url\` of both roles, where no \`REDIS_URL\` is set |
| \`ASR_MODEL_SIZE\`, \`ASR_DEVICE\` | with \`parley worker asr\` as in \`asr.model_size\` and \`asr.device\` above; so \`ASR_ADAPTER\`, \`ASR_COMPUTE_TYPE\`, \`ASR_MODEL_PATH\` |
| \`PARLEY_MODELS_DIR\` | where models are kept; default \`parley/models\` in the user's cache folder |
| \`PARLEY_TOKEN\` | token that \`parley talk\` presents |
| \`PARLEY_DEBUG\` | set: a command that fails shows its stack |
| \`PARLEY_FIXTURES\` | recordings for tests that listen to real speech |
| \`PIPER_VOICE_DIR\` | folder of Piper voices for \`--adapter piper\`, as \`adapter.config.voice_dir\` |
| \`PIPER_QUALITY\`, \`PIPER_SPEAKER_ID\` | with it: which quality speaks by default (medium), and which speaker (0); \`quality\`, \`speaker_id\` |
`;
}

function rowsOf(schema, variables, comments) {
  const rows = schemaKeys(schema).map(({ key, type, default: value }) => {
    const meaning = comments.get(key);
    if (meaning === undefined) throw new Error(`the key ${key} has no doc comment in its schema`);
    const names = Object.keys(variables).filter((name) => variables[name] === key);
    return [
      `\`${key}\``,
      type,
      value === undefined ? '' : `\`${JSON.stringify(value)}\``,
      names.map((name) => `\`${name}\``).join(', '),
      meaning,
    ];
  });
  const known = new Set(schemaKeys(schema).map(({ key }) => key));
  const astray = Object.entries(variables).find(([, key]) => !known.has(key));
  if (astray !== undefined) throw new Error(`the variable ${astray[0]} sets ${astray[1]}, which is no key`);
  return rows;
}
