import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTtsTestClient } from '@parley/testkit';
import { expect, test } from 'vitest';
import { eventually, runParley } from './server.rig.js';

const RELOAD = 3;

test('RELOAD reads the configuration anew: who speaks goes on as before, the next one has the new voice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-reload-'));
  const file = join(folder, 'worker.yaml');
  const configure = (characterMs: number) =>
    writeFileSync(
      file,
      `adapter: { type: mock, config: { models: { voice: { character_ms: ${characterMs} } } } }`,
    );
  configure(100);
  const worker = runParley(['worker', 'tts', '--config', file, '--port', '0'], { METRICS_ENABLED: 'false' });
  const address = () => /worker is ready at (\S+)/.exec(worker.err())?.[1];
  try {
    await eventually('it serves', () => address() !== undefined, 60_000);
    const client = createTtsTestClient({ address: address() ?? '' });
    const frames = async (session: string) =>
      (await client.speak(session, ['One two.']).done).filter(({ audio_data: pcm }) => pcm.length > 0).length;
    const before = await client.start();
    expect(await frames(before)).toBe(40);
    configure(50);
    expect(await client.control(before, RELOAD)).toMatchObject({ success: true });
    expect(await frames(before)).toBe(40);
    await client.end(before);
    expect(await frames(await client.start())).toBe(20);
    writeFileSync(file, 'adapter: { type: mock, config: { speed: 1 } }');
    const session = await client.start();
    await expect(client.control(session, RELOAD)).rejects.toThrow(/speed/);
    expect(await frames(session)).toBe(20);
    client.close();
  } finally {
    worker.kill('SIGTERM');
    await worker.ended;
    rmSync(folder, { recursive: true });
  }
}, 120_000);
