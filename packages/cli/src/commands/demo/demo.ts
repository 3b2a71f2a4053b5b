import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { encodeWav } from '@parley/audio';
import type { Command } from 'commander';
import { type CommandContext, note } from '../../context.js';
import { CommandError, EXIT_CODES } from '../../exit-codes.js';
import { ensureModels } from '../../models/ensure-models.js';
import { openModelStore } from '../../models/open-store.js';
import { createCallerVoice } from './caller-voice.js';
import { holdConversation } from './conversation.js';
import { drawTimeline } from './picture.js';
import type { ConversationResult } from './results.js';
import { SCRIPT } from './script.js';
import { startServerChild } from './server-child.js';
import { mixStereo } from './stereo.js';

interface DemoOptions {
  readonly once?: boolean;
  readonly json?: string;
  readonly out: string;
}

/** The page's usual address; another one is taken when something else listens there. */
const PORT = 8080;
/** More wrong words than this in a line, and it was not understood. */
const MAX_WORD_ERROR_RATE = 0.34;
const VERSION = '0.1.0';

/** `parley demo`: a spoken conversation between a synthetic caller and a real server, measured at the caller. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('start a server, hold a spoken conversation with it, and keep it running')
    .option('--once', 'end after the conversation; exit status 0 only when all of it was heard and answered')
    .option('--json <file>', 'write what was measured')
    .option('--out <dir>', 'where the recording and the picture go', 'out/demo')
    .action((options: DemoOptions) => demo(context, options));
}

async function demo(context: CommandContext, options: DemoOptions): Promise<void> {
  const store = await openModelStore(context);
  const defaults = (['tts', 'asr', 'vad', 'end-of-turn'] as const).map((task) => {
    const model = store.catalogue.defaults(task)[0];
    if (model === undefined) throw new CommandError(`the catalogue names no default model for ${task}`);
    return model.id;
  });
  const [callerModel] = await ensureModels(context, store, defaults);
  if (callerModel === undefined) throw new CommandError('there is no voice for the caller');

  note(context, 'starting the server and loading models …');
  const server = await startServerChild(options.once === true ? 0 : await freePort(PORT), context.env);
  const stop = (): void => void server.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const voice = await createCallerVoice(callerModel);
    note(context, `\na caller talks to ${server.url}\n`);
    const result = await holdConversation(server.url.replace(/^http/, 'ws'), voice, SCRIPT, (line) =>
      note(context, line),
    );
    await voice.close();
    const ok = await report(context, options, result, {
      tts: defaults[0],
      asr: defaults[1],
      vad: defaults[2],
    });
    if (!ok) context.exitCode = EXIT_CODES.failed;
    if (options.once !== true) {
      note(context, `\nThe server stays up: open ${server.url} and talk to it. Ctrl-C ends it.`);
      await server.exited;
    }
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await server.close();
  }
}

/** Writes recording, picture and figures; returns whether every turn was heard, understood and answered. */
async function report(
  context: CommandContext,
  options: DemoOptions,
  result: ConversationResult,
  models: Readonly<Record<'tts' | 'asr' | 'vad', string | undefined>>,
): Promise<boolean> {
  await mkdir(options.out, { recursive: true });
  const recording = join(options.out, 'conversation.wav');
  const picture = join(options.out, 'timeline.svg');
  await writeFile(recording, encodeWav(await mixStereo(result), 48_000, 2));
  await writeFile(picture, drawTimeline(result));
  const problems = [
    ...result.turns
      .filter((turn) => turn.wordErrorRate > MAX_WORD_ERROR_RATE)
      .map(({ said, heard }) => `"${said}" was heard as "${heard}"`),
    ...result.turns.filter(({ reply }) => reply === '').map(({ said }) => `"${said}" was not answered`),
    ...result.interruptions
      .filter(({ kind, outcome }) => outcome !== (kind === 'turn' ? 'stopped' : 'resumed'))
      .map(
        ({ kind, outcome }) =>
          `an interruption that was ${kind === 'turn' ? 'meant' : 'not meant'} was ${outcome}`,
      ),
  ];
  const ok = problems.length === 0 && result.turns.length > 0;
  if (options.json !== undefined) {
    const { turns, interruptions } = result;
    await mkdir(dirname(options.json), { recursive: true });
    await writeFile(
      options.json,
      `${JSON.stringify({ ok, turns, interruptions, models, version: VERSION }, null, 2)}\n`,
    );
  }
  note(context, `\nrecording ${recording} (caller left, agent right), picture ${picture}`);
  for (const problem of problems) note(context, `not as it should be: ${problem}`);
  return ok;
}

/** The wanted port when it is free, else 0. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(wanted)));
  });
}
