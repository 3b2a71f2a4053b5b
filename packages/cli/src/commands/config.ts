import { type ConfigOrigin, type LoadedConfig, maskSecrets } from '@parley/runtime';
import { Argument, type Command } from 'commander';
import { type CommandContext, print } from '../context.js';
import { loadOrchestratorConfig } from '../server/load-orchestrator-config.js';
import { loadWorkerConfig } from '../server/worker-config.js';

interface PrintOptions {
  readonly config?: string;
  readonly json?: true;
}

/** `parley config print`: what is in force, and where each value came from; secrets are masked. */
export function addConfigCommand(program: Command, context: CommandContext): void {
  const config = program.command('config').description('the configuration that is in force');
  config
    .command('print')
    .description('every value, and where it came from; secrets are masked')
    .addArgument(
      new Argument('[role]', 'whose').choices(['orchestrator', 'tts', 'asr']).default('orchestrator'),
    )
    .option('--config <file>', 'configuration of the role (YAML)')
    .option('--json', 'as JSON')
    .action((role: 'orchestrator' | 'tts' | 'asr', options: PrintOptions) => {
      const flags = options.config === undefined ? {} : { config: options.config };
      const loaded =
        role === 'orchestrator'
          ? loadOrchestratorConfig(context, flags)
          : loadWorkerConfig(context, role, flags);
      printConfig(context, loaded, options.json === true);
    });
}

function printConfig(
  context: CommandContext,
  { value, origins }: LoadedConfig<object>,
  asJson: boolean,
): void {
  const masked = maskSecrets(value);
  if (asJson) {
    print(context, JSON.stringify({ value: masked, origins: Object.fromEntries(origins) }, null, 2));
    return;
  }
  const width = Math.max(...[...origins.keys()].map((key) => key.length));
  for (const [key, origin] of origins) {
    print(context, `${key.padEnd(width)}  ${JSON.stringify(valueAt(masked, key))}  # ${originText(origin)}`);
  }
}

function originText({ source, name }: ConfigOrigin): string {
  return name === undefined ? source : `${source} ${name}`;
}

function valueAt(value: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
      value,
    );
}
