import type { Command } from 'commander';
import { type CommandContext, note, print } from '../context.js';
import type { Finding } from '../doctor/check.js';
import { checkGpu } from '../doctor/gpu.js';
import { measureGpu } from '../doctor/gpu-figures.js';
import { checkMachine } from '../doctor/machine.js';
import { checkModels } from '../doctor/models.js';
import { checkPorts } from '../doctor/ports.js';
import { checkPrograms } from '../doctor/programs.js';
import { EXIT_CODES } from '../exit-codes.js';
import { findWebDirectory } from '../server/web-directory.js';

/** `parley doctor`: what this machine has, what it lacks, and what to do. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('check this machine, and say what to do')
    .option('--gpu', 'also measure the models that are here, on the CPU and on the GPU')
    .action(async (options: { gpu?: true }) => {
      await examine(context);
      if (options.gpu === true) await measureGpu(context);
    });
}

const MARKS = { ok: 'ok  ', missing: 'MISS', optional: '-   ' } as const;

async function examine(context: CommandContext): Promise<void> {
  const findings = [
    ...checkMachine(),
    await checkGpu(context.env.CUDA_VISIBLE_DEVICES),
    ...(await checkModels(context)),
    checkWeb(),
    ...(await checkPorts()),
    ...checkPrograms(),
  ];
  for (const { name, state, detail, remedy } of findings) {
    print(
      context,
      `${MARKS[state]} ${name.padEnd(26)} ${detail}${remedy === '' ? '' : `\n     → ${remedy}`}`,
    );
  }
  const missing = findings.filter(({ state }) => state === 'missing').length;
  note(context, missing === 0 ? 'parley serve can run here' : `${missing} things are missing`);
  if (missing > 0) context.exitCode = EXIT_CODES.failed;
}

function checkWeb(): Finding {
  const directory = findWebDirectory();
  return {
    name: 'browser client',
    state: directory === undefined ? 'optional' : 'ok',
    detail: directory ?? 'not built; the server shows no page',
    remedy: directory === undefined ? 'npm run build' : '',
  };
}
