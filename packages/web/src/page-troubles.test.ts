import { parseWav } from '@parley/audio';
import { requires } from '@parley/testkit';
import { describe, expect, it } from 'vitest';
import { CLIP, pageRig, positionOf, speak } from './testing/page-rig.js';
import { speechIsHere } from './testing/speech-clip.js';

const possible = requires('chromium') && speechIsHere(CLIP[0]);

/** Chromium has no microphone that could be pulled: the page is told what the browser would tell. */
const UNPLUG = `(() => {
  const { getUserMedia } = navigator.mediaDevices;
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const refusal = globalThis.microphoneRefusal;
    if (refusal !== undefined) throw new DOMException('', refusal);
    const stream = await getUserMedia.call(navigator.mediaDevices, constraints);
    globalThis.pullMicrophone = () => {
      const [track] = stream.getAudioTracks();
      track.stop();
      track.dispatchEvent(new Event('ended'));
    };
    return stream;
  };
})()`;

/** Chromium has two outputs that can be chosen here, and none that could be pulled. */
const OUTPUTS = `(() => {
  const { enumerateDevices } = navigator.mediaDevices;
  navigator.mediaDevices.enumerateDevices = async () =>
    (await enumerateDevices.call(navigator.mediaDevices)).filter(({ label }) => label !== globalThis.pulled);
  globalThis.pullOutput = (label) => {
    globalThis.pulled = label;
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  };
  globalThis.sinks = [];
  const { setSinkId } = AudioContext.prototype;
  AudioContext.prototype.setSinkId = async function (id) {
    await setSinkId.call(this, id);
    globalThis.sinks.push(this.sinkId);
  };
})()`;

describe.skipIf(!possible)('the page in trouble', () => {
  const rig = pageRig();

  it('goes on with another microphone when one is unplugged, and by typing when none is left', async () => {
    await rig.open();
    await rig.page.evaluate(UNPLUG);
    const { session } = await rig.call();
    await rig.page.getByText('Listening to you').waitFor();
    await rig.page.evaluate('pullMicrophone()');
    await rig.page.getByText('The conversation goes on with another one.').waitFor();
    await rig.page.getByText('Listening to you').waitFor();
    await new Promise<void>((resolve) => {
      session.onAudio = () => resolve();
    });

    await rig.page.evaluate('globalThis.microphoneRefusal = "NotFoundError"; pullMicrophone()');
    await rig.page.getByText('No microphone was found.').waitFor();
    await rig.page.getByText('Your turn: type').waitFor();
    await rig.page.evaluate('globalThis.microphoneRefusal = undefined');
    await rig.page.getByRole('button', { name: 'Try again' }).click();
    await rig.page.getByText('Listening to you').waitFor();
    expect(await rig.page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  it('goes on through the system’s loudspeaker when the chosen one is unplugged', async () => {
    await rig.open();
    await rig.page.evaluate(OUTPUTS);
    const { session } = await rig.call();
    const quiet = speak(session, 1, 400);
    await session.message((message) => positionOf(message) > 4800);
    await rig.page.getByRole('button', { name: 'Settings' }).click();
    const loudspeaker = rig.page.getByLabel('Loudspeaker');
    const names = loudspeaker.locator('option');
    const [other, chosen] = (await names.allTextContents()).slice(1);
    await loudspeaker.selectOption({ label: chosen ?? '' });
    await rig.page.waitForFunction('sinks.length === 1');
    const chosenId = await loudspeaker.inputValue();

    await rig.page.evaluate(`pullOutput(${JSON.stringify(other)})`);
    await names.filter({ hasText: other ?? '' }).waitFor({ state: 'detached' });
    expect(await loudspeaker.inputValue()).toBe(chosenId);
    await rig.page.evaluate(`pullOutput(${JSON.stringify(chosen)})`);
    await rig.page.getByText('The conversation goes on through the system’s.').waitFor();
    expect(await rig.page.evaluate('sinks')).toEqual([chosenId, '']);
    expect(await loudspeaker.inputValue()).toBe('');
    await session.message((message) => positionOf(message) > 192_000);
    quiet();
  });

  it('converses in text where the browser has no sound device to start', async () => {
    await rig.open();
    await rig.page.evaluate('AudioContext.prototype.resume = () => new Promise(() => undefined)');
    await rig.call();
    await rig.page.getByText('The browser could not open an audio output.').waitFor();
    await rig.page.getByText('Your turn: type').waitFor();
  });

  it('asks for a microphone that was denied when the person has allowed it', async () => {
    await rig.open();
    await rig.page.evaluate(UNPLUG);
    await rig.page.evaluate('globalThis.microphoneRefusal = "NotAllowedError"');
    await rig.call();
    await rig.page.getByText('The microphone was not allowed.').waitFor();
    await rig.page.getByText('Your turn: type').waitFor();
    await rig.page.evaluate('globalThis.microphoneRefusal = undefined');
    await rig.page.getByRole('button', { name: 'Try again' }).click();
    await rig.page.getByText('Listening to you').waitFor();
  });

  it('plays on and reports while another tab is in front', async () => {
    await rig.open();
    const { session } = await rig.call();
    const quiet = speak(session, 1, 250);
    await session.message((message) => positionOf(message) > 4800);
    const other = await rig.page.context().newPage();
    await other.goto('about:blank');
    await other.bringToFront();
    await session.message((message) => positionOf(message) > 96_000);
    quiet();
    await rig.page.bringToFront();
    await rig.page.getByText('Listening to you').waitFor();
  });

  it('keeps two tabs apart, and leaves nothing behind when one is reloaded', async () => {
    await rig.open();
    const { session } = await rig.call();
    const second = await rig.page.context().newPage();
    await second.goto(rig.page.url());
    await second.getByRole('button', { name: 'Type instead' }).click();
    const other = await rig.server.session(1);
    other.send({ type: 'reply_text', generation: 1, text: 'Only for the second.', is_final: true });
    await second.getByText('Only for the second.', { exact: true }).waitFor();
    expect(await rig.page.getByText('Only for the second.').count()).toBe(0);

    await rig.page.reload();
    await session.closed;
    await rig.page.getByRole('button', { name: 'Start talking' }).waitFor();
    await second.getByText('Only for the second.', { exact: true }).waitFor();
  });

  it('can be told to stop connecting', async () => {
    await rig.open();
    await rig.page.getByText('Server ready').waitFor();
    // A server that takes the connection and then says nothing.
    await rig.page.evaluate(`globalThis.WebSocket = class { close() {} }`);
    await rig.page.getByRole('button', { name: 'Start talking' }).click();
    await rig.page.getByRole('button', { name: 'Cancel' }).click();
    await rig.page.getByRole('button', { name: 'Start talking' }).and(rig.page.locator(':enabled')).waitFor();
    expect(await rig.page.locator('.notice').count()).toBe(0);
  });

  it('says why a conversation ended, and begins anew', async () => {
    await rig.open();
    const { session } = await rig.call();
    session.send({ type: 'session_end', session_id: session.id, reason: 'idle_timeout' });
    session.drop();
    await rig.page.getByText('Ended: nobody said anything for a while').waitFor();
    await rig.page.getByRole('button', { name: 'Start again' }).click();
    await rig.server.session(1);
    await rig.page.getByText('Listening to you').waitFor();
  });

  it('saves what was heard as sound and as data', async () => {
    await rig.open();
    const { session, state } = await rig.call();
    await rig.page.getByText('Listening to you').waitFor();
    state('speaking', 'listening');
    const quiet = speak(session, 1, 250);
    await session.message((message) => positionOf(message) > 48_000);
    quiet();
    session.send({ type: 'playback', action: 'flush', sequence: 50, generation: 1 });
    session.send({ type: 'stats', generation: 1, turn: { endpointing: 210, asr: 60 } });
    await rig.page.getByRole('button', { name: 'Timeline' }).click();
    await rig.page.getByTitle('end of turn 210 ms').waitFor();

    const saved = async (button: string) => {
      const [download] = await Promise.all([
        rig.page.waitForEvent('download'),
        rig.page.getByRole('button', { name: button }).click(),
      ]);
      const parts: Buffer[] = [];
      for await (const part of await download.createReadStream()) parts.push(part as Buffer);
      return Buffer.concat(parts);
    };
    const { sampleRateHz, channels, samples } = parseWav(await saved('Save sound'));
    expect([sampleRateHz, channels]).toEqual([48_000, 2]);
    const loudSeconds = [0, 1].map((channel) => {
      let loud = 0;
      for (let i = channel; i < samples.length; i += 2) if (Math.abs(samples[i] ?? 0) > 500) loud += 1;
      return loud / 48_000;
    });
    expect(loudSeconds[0]).toBeGreaterThan(0.2);
    expect(loudSeconds[1]).toBeGreaterThan(0.2);

    const data = JSON.parse((await saved('Save timeline')).toString()) as Record<string, unknown>;
    expect(data.states).toContainEqual({ state: 'speaking', fromMs: expect.any(Number) });
    const marks = (data.marks as { kind: string }[]).map(({ kind }) => kind);
    // A busy machine may starve it.
    expect(marks.filter((kind) => kind !== 'underrun')).toEqual(['start', 'flush']);
    expect(data.turns).toEqual([{ spansMs: { endpointing: 210, asr: 60 }, heardAfterMs: null }]);
  });

  it('asks for the token that a server wants, and uses it', async () => {
    await rig.open({ token: 'open-sesame' });
    await rig.page.getByText('The server wants a token').waitFor();
    await rig.page.getByLabel('Access token').fill('open-sesame');
    await rig.page.getByRole('button', { name: 'Unlock' }).click();
    await rig.page.getByText('Server ready').waitFor();
    await rig.call();
    expect(rig.server.sessions[0]?.query.get('token')).toBe('open-sesame');
    rig.problems.splice(0);
  });

  it('says that a voice loads, and goes back to the former one when it cannot', async () => {
    const model = (id: string) => ({ id, kind: 'tts', languages: ['en'], resident: id === 'amy' });
    await rig.open({ routes: { '/api/models': { models: [model('amy'), model('ryan')] } } });
    const picker = rig.page.getByRole('combobox', { name: 'Model' });
    await picker.selectOption('amy');
    const { session, state } = await rig.call();
    await rig.page.getByRole('button', { name: 'Settings' }).click();
    await picker.selectOption({ label: 'ryan (loads first)' });
    await session.message((message) => message.type === 'config' && message.model === 'ryan');
    state('processing', 'listening');
    await rig.page.getByText('Parley loads the voice').waitFor();
    session.send({ type: 'error', code: 'NOT_FOUND', message: 'no model ryan' });
    await rig.page.getByText('no model ryan').waitFor();
    await session.message((message) => message.type === 'config' && message.model === 'amy');
    expect(await picker.inputValue()).toBe('amy');
    await rig.page.getByText('Parley thinks').waitFor();
  });
});
