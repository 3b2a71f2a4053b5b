// A first conversation in twenty lines: ask in text, hear the answer, keep it as reply.wav.
// Start a server first (`parley serve`), then: node examples/first-conversation.mjs [ws://127.0.0.1:8080]
import { writeFile } from 'node:fs/promises';
import { encodeWav } from '@parley/audio';
import { createClient } from '@parley/client';
import { createRecording, createVirtualSpeaker } from '@parley/client/node';

const recording = createRecording();
const speaker = createVirtualSpeaker({ onRender: recording.onRender });
const client = createClient({ url: process.argv[2] ?? 'ws://127.0.0.1:8080', audio: { speaker } });
client.on('reply', ({ text, isFinal }) => isFinal && console.log(`agent: ${text}`));
client.on('error', ({ message, advice }) => console.error(`${message} ${advice}`));

await client.connect();
const heard = new Promise((resolve) => {
  client.on('playback', ({ cause }) => cause === 'end' && resolve());
});
client.sendText('Hello! Who are you?', { respond: true });
await heard;
await client.close();
await writeFile('reply.wav', encodeWav(recording.samples(), 48_000));
