import { createLogger, createShutdown, createSystemClock } from '@parley/runtime';
import { readGpus } from '@parley/worker';
import type { Command } from 'commander';
import { type CommandContext, note } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';
import { loadFleetConfig } from '../fleet/fleet-config.js';
import { planFleet } from '../fleet/plan-fleet.js';
import { startProcess } from '../fleet/start-process.js';
import { supervise } from '../supervision/supervise.js';

/** An orchestrator drains within 15 s, unless its configuration says otherwise. */
const KILL_AFTER_MS = 20_000;
const CLOSE_TIMEOUT_MS = KILL_AFTER_MS + 5_000;

/** `parley up`: orchestrators and one worker a device on this machine, from one file, watched over. */
export function addUpCommand(program: Command, context: CommandContext): void {
  program
    .command('up')
    .description(
      'start orchestrators and one worker a GPU on this machine, from one file; they share a Redis',
    )
    .option('--config <file>', 'which processes to start (YAML), as configs/fleet.yaml')
    .option('--plan', 'say what would be started, and start nothing')
    .action((options: { readonly config?: string; readonly plan?: true }) => up(context, options));
}

async function up(
  context: CommandContext,
  options: { readonly config?: string; readonly plan?: true },
): Promise<void> {
  const config = loadFleetConfig(context, options.config);
  const gpus = await readGpus(context.env.CUDA_VISIBLE_DEVICES);
  const plan = planFleet(
    config,
    gpus.map(({ index }) => index),
  );
  note(
    context,
    gpus.length === 0
      ? 'no GPU was found (nvidia-smi tells none): workers use the CPU'
      : `GPUs: ${gpus.map(({ index, name }) => `${index} ${name}`).join(', ')}`,
  );
  for (const { name, args } of plan) note(context, `${name}: parley ${args.join(' ')}`);
  if (options.plan === true) return;

  const logger = createLogger({ name: 'up', level: config.log_level });
  const clock = createSystemClock();
  const shutdown = createShutdown({ logger });
  // The last to start, the orchestrators, end first: people are told before their voices go.
  for (const { name, args, env } of plan) {
    const start = () => startProcess(args, { ...context.env, ...env });
    const supervised = supervise({ name, start, clock, logger, killAfterMs: KILL_AFTER_MS });
    shutdown.add(name, () => supervised.close(), { timeoutMs: CLOSE_TIMEOUT_MS });
  }
  const { failed } = await shutdown.done;
  context.exitCode = failed.length === 0 ? EXIT_CODES.ok : EXIT_CODES.failed;
}
