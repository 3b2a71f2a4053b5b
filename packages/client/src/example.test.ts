import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseWav } from '@parley/audio';
import { expect, it } from 'vitest';
import { createTestServer } from './test-server.js';

const EXAMPLE = join(import.meta.dirname, '../../../examples/first-conversation.mjs');

it('the first conversation runs: it asks, prints the answer and keeps what was heard', async () => {
  const server = await createTestServer({
    onSession(session) {
      session.onMessage = (message) => {
        if (message.type !== 'text') return;
        session.send({ type: 'reply_text', generation: 1, text: 'I am parley.', is_final: true });
        for (let i = 0; i < 10; i += 1) session.sendFrame(1, i * 960);
        session.send({ type: 'session_end', session_id: session.id, reason: 'completed' });
      };
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'parley-'));
  const { stdout } = await promisify(execFile)(process.execPath, [EXAMPLE, server.url], { cwd: folder });
  await server.close();
  expect(stdout).toBe('agent: I am parley.\n');
  expect(server.sessions[0]?.received).toContainEqual({
    type: 'text',
    text: 'Hello! Who are you?',
    is_final: true,
    respond: true,
  });
  const wav = parseWav(await readFile(join(folder, 'reply.wav')));
  expect(wav.sampleRateHz).toBe(48_000);
  expect(wav.samples.filter((sample) => sample !== 0).length).toBeGreaterThan(9000);
});
