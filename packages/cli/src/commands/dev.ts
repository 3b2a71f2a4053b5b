import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { type ServeOptions, serve } from './serve.js';

/** `parley dev`: both tiers as `parley serve` starts them, with what needs no file and no other server. */
export function addDevCommand(program: Command, context: CommandContext): void {
  program
    .command('dev')
    .description('start everything without any model: tones for a voice, a script for a recogniser')
    .option('--config <file>', 'configuration of the orchestrator (YAML)')
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--port <number>', 'port to listen on; 0 takes a free one (default 8080)')
    .option('--log-level <level>', 'trace, debug, info, warn, error or silent')
    .action((options: Omit<ServeOptions, 'ttsModel' | 'asrModel'>) =>
      serve(context, {
        ...options,
        ttsModel: 'tone-440',
        asrModel: 'scripted',
        withoutListeningModels: true,
      }),
    );
}
