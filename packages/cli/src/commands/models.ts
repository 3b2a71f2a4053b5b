import type { Command } from 'commander';
import { type CommandContext, note, print } from '../context.js';
import { CommandError, EXIT_CODES } from '../exit-codes.js';
import { ensureModels } from '../models/ensure-models.js';
import { formatBytes } from '../models/format-bytes.js';
import { openModelStore } from '../models/open-store.js';

/** `parley models list | pull | rm | verify`. */
export function addModelsCommand(program: Command, context: CommandContext): void {
  const models = program.command('models').description('the models on this machine');

  models
    .command('list')
    .description('every model of the catalogue, and whether it is here')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) => {
      const states = await (await openModelStore(context)).list();
      for (const { model, state, sizeBytes } of states) {
        const { id, task, languages, licence } = model;
        if (options.json === true) {
          print(
            context,
            JSON.stringify({ id, task, state, sizeBytes, languages, licence, default: model.default }),
          );
          continue;
        }
        const mark = model.default ? '*' : ' ';
        const columns = [
          id.padEnd(24),
          task.padEnd(12),
          state.padEnd(10),
          formatBytes(sizeBytes).padStart(9),
        ];
        print(context, `${mark} ${columns.join(' ')}  ${languages.slice(0, 4).join(' ')}  ${licence}`);
      }
      if (options.json !== true)
        note(context, '* is what `parley serve` uses when nothing else is configured');
    });

  models
    .command('pull')
    .description('fetch models, verify them, or mend them')
    .argument('[ids...]', 'as `parley models list` names them')
    .option('--defaults', 'what `parley serve` uses when nothing else is configured')
    .action(async (ids: readonly string[], options: { defaults?: true }) => {
      const store = await openModelStore(context);
      const defaults = options.defaults === true ? store.catalogue.defaults().map(({ id }) => id) : [];
      const wanted = [...new Set([...ids, ...defaults])];
      if (wanted.length === 0) throw new CommandError('name a model, or say --defaults', EXIT_CODES.usage);
      await ensureModels(context, store, wanted);
      note(context, `${wanted.join(', ')}: here`);
    });

  models
    .command('rm')
    .description('delete the files of models')
    .argument('<ids...>')
    .action(async (ids: readonly string[]) => {
      const store = await openModelStore(context);
      for (const id of ids) note(context, `${id}: ${(await store.remove(id)) ? 'deleted' : 'was not here'}`);
    });

  models
    .command('verify')
    .description('hash every file again')
    .argument('[ids...]', 'default: all that are here')
    .action(async (ids: readonly string[]) => {
      const store = await openModelStore(context);
      const present = (await store.list()).filter(({ state }) => state !== 'missing' && state !== 'built-in');
      for (const id of ids.length > 0 ? ids : present.map(({ model }) => model.id)) {
        const { state, problems } = await store.verify(id);
        print(context, `${id}: ${state}${problems.map((problem) => `\n  ${problem}`).join('')}`);
        if (state !== 'installed' && state !== 'built-in') context.exitCode = EXIT_CODES.failed;
      }
    });
}
