import { verifyVoicePack } from '@parley/engines';
import type { Command } from 'commander';
import { type CommandContext, print } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';

/** `parley voicepacks verify`. */
export function addVoicePacksCommand(program: Command, context: CommandContext): void {
  program
    .command('voicepacks')
    .description('voices of your own: voicepacks/{family}/{model_id}/')
    .command('verify')
    .description('check voice packs, and name what they lack')
    .argument('<folders...>')
    .action(async (folders: readonly string[]) => {
      for (const folder of folders) {
        const { family, modelId, present, problems } = await verifyVoicePack(folder);
        const verdict = problems.length === 0 ? `whole: ${present.join(', ')}` : 'cannot be used';
        print(
          context,
          `${family}/${modelId}: ${verdict}${problems.map((problem) => `\n  ${problem}`).join('')}`,
        );
        if (problems.length > 0) context.exitCode = EXIT_CODES.failed;
      }
    });
}
