import { createClient, type ParleyClient } from '@parley/client';
import type { Command } from 'commander';
import { type CommandContext, note } from '../context.js';
import { CommandError, EXIT_CODES } from '../exit-codes.js';
import { type Activity, watchActivity } from '../talk/activity.js';
import { runBench } from '../talk/bench.js';
import { openDevices, type TalkDevices } from '../talk/devices.js';
import { printConversation, printEventsAsJson } from '../talk/event-printer.js';
import { createReplyFiles } from '../talk/reply-files.js';
import type { TalkOptions } from '../talk/talk-options.js';
import { readTypedLines } from '../talk/typed-lines.js';

/** `parley talk`, also `parley cli`: a conversation from the terminal. */
export function addTalkCommand(program: Command, context: CommandContext): void {
  program
    .command('talk')
    .alias('cli')
    .description('talk to a server: type, speak, or stream a file')
    .option('--host <address>', 'the server', 'ws://localhost:8080')
    .option('--token <token>', 'access token; also PARLEY_TOKEN')
    .option('--model <id>', 'model that speaks')
    .option('--voice <name>', 'voice of the model')
    .option('--language <tag>', 'language of the conversation (BCP 47)')
    .option('--device <name>', 'sound card, as the player and recorder of the system name it')
    .option('--mic', 'stream the microphone')
    .option('--in <file.wav>', 'stream a WAV file at real-time pace, then wait for the answer')
    .option('--out <dir>', 'write one WAV file a reply there, and play nothing')
    .option('--json', 'print events as JSON lines')
    .option('--bench', 'measure first-audio latency, jitter and stop latency')
    .option('--verbose', 'print what happens behind the conversation')
    .action((options: TalkOptions) => talk(context, options));
}

/** The last reply may still be on its way when the input ends. */
const QUIET_MS = 1_200;
/** After a file: longest silence that may end a turn, recognition and the answer's first word. */
const QUIET_AFTER_SPEECH_MS = 3_500;
const TIMEOUT_MS = 120_000;

async function talk(context: CommandContext, options: TalkOptions): Promise<void> {
  const devices = await openDevices(context, options);
  const client = createClient({
    url: options.host,
    token: options.token ?? context.env.PARLEY_TOKEN,
    model: options.model,
    voice: options.voice,
    language: options.language,
    echoCancellation: devices.echoCancellation,
    audio: { speaker: devices.speaker, microphone: devices.microphone },
  });
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once('SIGINT', interrupt);
  const files =
    devices.replyFolder === undefined ? undefined : createReplyFiles(context, client, devices.replyFolder);
  try {
    if (options.json === true) printEventsAsJson(context, client);
    else if (options.bench !== true) printConversation(context, client, options.verbose === true);
    const activity = watchActivity(client);
    await connect(client, options.host);
    await converse(context, options, { client, devices, activity, signal: interruption.signal });
  } finally {
    process.off('SIGINT', interrupt);
    await client.close();
    files?.close();
  }
}

async function connect(client: ParleyClient, host: string): Promise<void> {
  try {
    await client.connect();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      `cannot talk to ${host}: ${reason} (is it running? parley serve)`,
      EXIT_CODES.unreachable,
      {
        cause,
      },
    );
  }
}

interface Conversation {
  readonly client: ParleyClient;
  readonly devices: TalkDevices;
  readonly activity: Activity;
  readonly signal: AbortSignal;
}

async function converse(
  context: CommandContext,
  options: TalkOptions,
  conversation: Conversation,
): Promise<void> {
  const { client, devices, activity, signal } = conversation;
  if (options.bench === true) {
    await runBench(context, client, activity, devices.lastHeardAtMs);
    return;
  }
  if (devices.sayFile !== undefined) {
    await activity.untilQuiet({ quietMs: QUIET_MS, timeoutMs: TIMEOUT_MS }); // A greeting comes first.
    await devices.sayFile();
    await endsQuietly(context, activity, QUIET_AFTER_SPEECH_MS);
    return;
  }
  await readTypedLines(context, client, signal);
  if (!signal.aborted) await endsQuietly(context, activity, QUIET_MS);
}

async function endsQuietly(context: CommandContext, activity: Activity, quietMs: number): Promise<void> {
  if (await activity.untilQuiet({ quietMs, timeoutMs: TIMEOUT_MS })) return;
  note(context, 'the conversation did not come to an end');
  context.exitCode = EXIT_CODES.failed;
}
