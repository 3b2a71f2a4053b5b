import type { ClientEvents, ParleyClient } from '@parley/client';
import { type CommandContext, note, print } from '../context.js';
import { EXIT_CODES } from '../exit-codes.js';

/** Event by event as JSON lines on standard output; audio is told by its size alone. */
export function printEventsAsJson(context: CommandContext, client: ParleyClient): void {
  const names = [
    'connection',
    'state',
    'speech',
    'transcript',
    'reply',
    'playback',
    'turn',
    'end',
    'error',
  ] as const;
  const write = (event: string, fields: object): void => {
    print(context, JSON.stringify({ event, at_ms: Math.round(performance.now()), ...fields }));
  };
  for (const name of names) client.on(name, (event: ClientEvents[typeof name]) => write(name, event));
  client.on('audio', ({ generation, sequence, samplePosition, samples }) => {
    write('audio', { generation, sequence, samplePosition, samples: samples.length });
  });
  client.on('error', () => {
    context.exitCode = EXIT_CODES.failed;
  });
}

/** The conversation as people read it; with `verbose` what happens behind it too. */
export function printConversation(context: CommandContext, client: ParleyClient, verbose: boolean): void {
  client.on('transcript', ({ text, isFinal }) => {
    if (isFinal) print(context, `you: ${text}`);
    else if (verbose) note(context, `  … ${text}`);
  });
  client.on('reply', ({ text, isFinal, unheard }) => {
    if (!isFinal) return;
    const cut = unheard === undefined || unheard === '' ? '' : ` — (not heard: ${unheard.trim()})`;
    if (text !== '' || cut !== '') print(context, `agent: ${text.trim()}${cut}`);
  });
  client.on('connection', (event) => {
    if (event.status === 'reconnecting')
      note(context, `connection lost, trying again in ${event.retryInMs} ms`);
    if (event.status === 'open' && verbose) note(context, `session ${event.sessionId}`);
  });
  client.on('error', ({ code, message, advice }) => {
    note(context, `${code}: ${message}${advice === '' ? '' : ` (${advice})`}`);
    context.exitCode = EXIT_CODES.failed;
  });
  if (!verbose) return;
  client.on('state', ({ previous, state, reason }) => note(context, `  ${previous} → ${state} (${reason})`));
  client.on('speech', ({ active, atMs }) =>
    note(context, `  speech ${active ? 'begins' : 'ends'} at ${Math.round(atMs)} ms`),
  );
  client.on('playback', ({ cause, generation, samplePosition }) => {
    if (cause !== 'progress')
      note(context, `  playback ${cause}: reply ${generation} at ${Math.round(samplePosition / 48)} ms`);
  });
  client.on('turn', ({ generation, spansMs }) =>
    note(context, `  turn ${generation}: ${JSON.stringify(spansMs)}`),
  );
}
