import type { Command } from 'commander';
import type { CommandContext } from '../../context.js';
import { CommandError } from '../../exit-codes.js';

/** `parley demo`: what `npm run demo` ends in. */
export function addDemoCommand(program: Command, _context: CommandContext): void {
  program
    .command('demo')
    .description('a first conversation')
    .action(() => {
      throw new CommandError(
        'there is no demo yet; start a server with `parley serve` and talk to it with `parley talk`',
      );
    });
}
