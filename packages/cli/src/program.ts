import { Command } from 'commander';
import { addConfigCommand } from './commands/config.js';
import { addConformanceCommand } from './commands/conformance.js';
import { addDemoCommand } from './commands/demo/demo.js';
import { addDevCommand } from './commands/dev.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addModelsCommand } from './commands/models.js';
import { addOrchestratorCommand } from './commands/orchestrator.js';
import { addSayCommand } from './commands/say.js';
import { addServeCommand } from './commands/serve.js';
import { addTalkCommand } from './commands/talk.js';
import { addTopCommand } from './commands/top.js';
import { addTranscribeCommand } from './commands/transcribe.js';
import { addUpCommand } from './commands/up.js';
import { addVoicePacksCommand } from './commands/voicepacks.js';
import { addWorkerCommand } from './commands/worker.js';
import type { CommandContext } from './context.js';

/** In the order in which `parley --help` shows them. */
const COMMANDS = [
  addDemoCommand,
  addServeCommand,
  addDevCommand,
  addTalkCommand,
  addSayCommand,
  addTranscribeCommand,
  addModelsCommand,
  addVoicePacksCommand,
  addDoctorCommand,
  addOrchestratorCommand,
  addWorkerCommand,
  addUpCommand,
  addTopCommand,
  addConfigCommand,
  addConformanceCommand,
];

/** The command line: every command, none of them run yet. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('parley')
    .description('A full-duplex voice server: people talk to software, and can talk over it.')
    .version('0.1.0')
    .showHelpAfterError('(parley COMMAND --help tells more)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .addHelpText(
      'after',
      '\nExit status: 0 done, 1 failed, 2 wrong command line or configuration, 3 cannot reach a server.',
    );
  for (const addCommand of COMMANDS) addCommand(program, context);
  return program;
}
