import { createInterface } from 'node:readline';
import type { ParleyClient } from '@parley/client';
import { type CommandContext, note } from '../context.js';

const HELP = 'type a line to have it spoken; /pause /resume /stop /quit /help; Ctrl-D quits';

/** Reads lines until `/quit` or the end of the input. */
export async function readTypedLines(
  context: CommandContext,
  client: ParleyClient,
  signal: AbortSignal,
): Promise<void> {
  const interactive = 'isTTY' in context.stdin && context.stdin.isTTY === true;
  const lines = createInterface({
    input: context.stdin,
    ...(interactive ? { output: context.stderr, prompt: '> ' } : {}),
    signal,
  });
  if (interactive) {
    note(context, HELP);
    lines.prompt();
    lines.on('SIGINT', () => lines.close());
  }
  for await (const line of lines) {
    const text = line.trim();
    if (text === '/quit') break;
    obey(context, client, text);
    if (interactive) lines.prompt();
  }
  lines.close();
}

function obey(context: CommandContext, client: ParleyClient, text: string): void {
  const commands: Readonly<Record<string, () => void>> = {
    '/pause': () => client.pause(),
    '/resume': () => client.resume(),
    '/stop': () => client.stop(),
    '/help': () => note(context, HELP),
  };
  const command = commands[text];
  if (command !== undefined) command();
  else if (text.startsWith('/')) note(context, `there is no command ${text}; ${HELP}`);
  else if (text !== '') client.sendText(text);
}
