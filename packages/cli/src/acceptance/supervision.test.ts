import { requires } from '@parley/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, call, recording, thenSilence } from './caller.rig.js';
import { eventually, isAlive, runParley, type Server, serve } from './server.rig.js';

const ready = requires('fixtures', 'model:silero-vad-v6', 'model:smart-turn-v3', 'model:moonshine-base-en');
const TEXT = 'This one is spoken by two workers, one after the other, and nothing of it is lost. '.repeat(2);

describe.skipIf(!ready)('workers that die, and servers that are ended', () => {
  let server: Server;

  beforeAll(async () => {
    server = await serve({ args: ['--tts-model', 'tone-440'] });
  });
  afterAll(async () => {
    await server.close();
  });

  const ends = (caller: Caller) => caller.messages('session_end').map(({ reason }) => reason);

  test('the speaking worker is killed: an error or the rest, the truth on /health, and the session works', async () => {
    const caller = await call(server.url);
    caller.send({ type: 'text', text: TEXT });
    await caller.until('a second of sound', () => caller.frames.length > 50);
    const dead = server.workerPid('tts');
    process.kill(dead, 'SIGKILL');
    const seen: boolean[] = [];
    await eventually('another one serves', async () => {
      seen.push((await server.health()).body.worker);
      return server.workerPid('tts') !== dead;
    });
    await caller.until('the end of the reply', () => ends(caller).length > 0);
    const errors = caller.messages('error').map(({ code }) => code);
    expect(seen).toContain(false);
    if (errors.length === 0) expect(caller.frames.length).toBe(TEXT.length * 3);
    else expect(errors).toEqual(['WORKER_UNAVAILABLE']);
    await eventually('health', async () => (await server.health()).status === 200);
    const frames = caller.frames.length;
    caller.send({ type: 'text', text: 'It works.' });
    await caller.until('the next text', () => ends(caller).length > 1);
    expect(caller.frames.length - frames).toBe(27);
    // Of both workers: they have no port of their own for their figures.
    expect((await server.metrics()).get('parley_worker_capacity_sessions')).toBe(48);
    await caller.close();
  }, 120_000);

  test('the listening worker is killed while a person speaks, and a later question is understood', async () => {
    const caller = await call(server.url);
    const finals = () => caller.messages('transcript').filter((message) => message.is_final);
    const question = thenSilence(recording('ask-brooklyn-bridge'), 16_000 * 4);
    const saying = caller.say(question);
    await caller.until('speech', () => caller.messages('speech').length > 0);
    const dead = server.workerPid('asr');
    process.kill(dead, 'SIGKILL');
    await saying;
    await eventually('another one serves', () => server.workerPid('asr') !== dead);
    // What was said into the gap is understood by the next worker, or told as lost.
    await caller.until(
      'an error or a transcript',
      () => caller.messages('error').length + finals().length > 0,
    );
    const errors = caller.messages('error').map(({ code }) => code);
    expect(errors).toEqual(finals().length > 0 ? [] : ['WORKER_UNAVAILABLE']);
    await eventually('health', async () => (await server.health()).body.checks.asr?.ok === true);
    const before = finals().length;
    await caller.say(question);
    await caller.until('a transcript', () => finals().length > before);
    expect(finals().at(-1)?.text.toLowerCase()).toContain('brooklyn');
    await caller.close();
  }, 120_000);

  test('a frozen worker costs an error, and the session works when it thaws', async () => {
    const caller = await call(server.url);
    caller.send({ type: 'text', text: TEXT });
    await caller.until('sound', () => caller.frames.length > 10);
    const frozen = server.workerPid('tts');
    process.kill(frozen, 'SIGSTOP');
    try {
      await caller.until(
        'an error or an end',
        () => caller.messages('error').length + ends(caller).length > 0,
      );
      expect(caller.messages('error').map(({ code }) => code)).toEqual(['WORKER_UNAVAILABLE']);
    } finally {
      process.kill(frozen, 'SIGCONT');
    }
    await caller.until('the end', () => ends(caller).length > 0);
    await eventually('it speaks again', async () => {
      const frames = caller.frames.length;
      const done = ends(caller).length;
      caller.send({ type: 'text', text: 'Again.' });
      await caller.until('an end', () => ends(caller).length > done);
      return caller.frames.length - frames === 18;
    });
    await caller.close();
  }, 120_000);

  test('A port in use is told with what to do, and nothing stays behind', async () => {
    const { port } = new URL(server.url);
    const second = runParley(['serve', '--port', port, '--tts-model', 'tone-440']);
    expect(await second.ended).not.toBe(0);
    expect(second.err()).toMatch(new RegExp(`${port}.*in use`));
    expect(second.err()).toContain('--port');
    expect(second.err()).not.toMatch(/^\s+at /m);
    expect((await server.health()).status).toBe(200);
  }, 60_000);

  test('two servers beside each other; one is killed, its workers go with it, and the other does not notice', async () => {
    const second = await serve({ args: ['--tts-model', 'tone-440'] });
    const workers = [second.workerPid('tts'), second.workerPid('asr')];
    const [here, there] = [await call(server.url), await call(second.url)];
    for (const caller of [here, there]) caller.send({ type: 'text', text: TEXT });
    await there.until('sound', () => there.frames.length > 10);
    second.kill('SIGKILL');
    await second.ended;
    await eventually('its workers are gone', () => workers.every((pid) => !isAlive(pid)));
    await here.until('the end', () => ends(here).length > 0);
    expect(here.frames.length).toBe(TEXT.length * 3);
    await here.close();
  }, 120_000);

  test('SIGTERM lets the reply finish, refuses new sessions, says shutdown, and exits 0', async () => {
    const second = await serve({ args: ['--tts-model', 'tone-440'] });
    const workers = [second.workerPid('tts'), second.workerPid('asr')];
    const caller = await call(second.url);
    const text = 'This is heard to its end.';
    caller.send({ type: 'text', text });
    await caller.until('sound', () => caller.frames.length > 5);
    second.kill('SIGTERM');
    await eventually('not ready', async () => (await second.health()).status === 503);
    await expect(call(second.url)).rejects.toThrow('503');
    expect(await second.ended).toBe(0);
    await eventually('closed', () => caller.closeCode() !== undefined);
    expect(caller.frames.length).toBe(text.length * 3);
    expect(ends(caller)).toEqual(['completed', 'shutdown']);
    expect(caller.closeCode()).toBe(1001);
    expect(workers.map(isAlive)).toEqual([false, false]);
  }, 120_000);
});
