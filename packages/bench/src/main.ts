import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figure } from './bench.js';
import { BENCHES } from './benches/index.js';
import { describeCommit, describeMachine } from './machine.js';
import { runInOwnNetwork } from './own-network.js';
import { writeReport } from './report/write-report.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (positionals[0] === 'report') {
  console.error(await writeReport(positionals.slice(1)));
  process.exit(0);
}
const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (values.help || unknown.length > 0) {
  for (const name of unknown) console.error(`there is no bench "${name}"`);
  console.error(
    `usage: pnpm bench [NAME…] [--quick] [--json FILE]\n       pnpm bench report [FILE…]\nnames: ${BENCHES.map(({ name }) => name).join(' ')}`,
  );
  process.exit(values.help ? 0 : 2);
}

const chosen = BENCHES.filter((bench) => positionals.length === 0 || positionals.includes(bench.name));
for (const { name, prepare } of chosen) {
  await prepare?.().catch((thrown: unknown) => console.error(`${name}: ${String(thrown)}`));
}
if (chosen.some(({ ownNetwork }) => ownNetwork === true)) {
  const status = await runInOwnNetwork();
  if (status !== undefined) process.exit(status);
}
const results: {
  name: string;
  command: string;
  commit: string;
  machine: string;
  measuredAt: string;
  load: number;
  figures: readonly Figure[];
}[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
let failed = false;
for (const bench of chosen) {
  console.error(`\n${bench.name}`);
  const measuredAt = new Date().toISOString().slice(0, 16);
  const [load = 0] = loadavg();
  try {
    const figures = await bench.run({ quick: values.quick, progress: (line) => console.error(`  ${line}`) });
    for (const one of figures) console.error(`  ${describe(one)}`);
    results.push({
      name: bench.name,
      command: `pnpm bench ${bench.name}${values.quick ? ' --quick' : ''}`,
      commit: describeCommit(),
      machine: describeMachine(),
      measuredAt,
      load,
      figures,
    });
    // After each, so that a run that is cut short keeps what it measured.
    if (values.json !== undefined) await store(values.json);
  } catch (error) {
    failed = true;
    console.error(`  failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
if (values.json === undefined) process.stdout.write(document());
else await store(values.json);
// Engines and sockets of a failed bench may still hold the process.
process.exit(failed ? 1 : 0);

function document(): string {
  return `${JSON.stringify({ benches: results }, null, 1)}\n`;
}

async function store(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, document());
}

function describe({ metric, unit, n, p50, p95, p99, max, target, met, note }: Figure): string {
  const verdict = met === undefined ? '' : met ? ` (target ${target}: met)` : ` (target ${target}: NOT met)`;
  return `${metric}: p50 ${p50} p95 ${p95} p99 ${p99} max ${max} ${unit}, n ${n}${verdict}${note === undefined ? '' : ` — ${note}`}`;
}
