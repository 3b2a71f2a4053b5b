import { requires } from '@parley/testkit';
import { describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from './testing/chromium.js';
import { CLIP, pageRig, positionOf, speak } from './testing/page-rig.js';
import { speechIsHere } from './testing/speech-clip.js';

const possible = requires('chromium') && speechIsHere(CLIP[0]);

describe.skipIf(!possible)('the page in Chromium', () => {
  const rig = pageRig();

  it('starts: tells the server’s state, offers its voices, asks for nothing from elsewhere', async () => {
    const foreign: string[] = [];
    await rig.open();
    rig.page.on('request', (request) => {
      if (!request.url().startsWith(rig.server.url.replace('ws:', 'http:'))) foreign.push(request.url());
    });
    await rig.page.reload();
    await rig.page.getByText('Server ready').waitFor();
    await rig.page.getByRole('combobox', { name: 'Voice' }).selectOption('ryan');
    expect(foreign).toEqual([]);
    await rig.call();
    expect(rig.server.sessions[0]?.query.get('voice')).toBe('ryan');
    expect(rig.server.sessions[0]?.query.get('aec')).toBe('1');
  });

  it('carries the microphone as 16 kHz speech, and shows words as they form', async () => {
    await rig.open();
    const { session } = await rig.call();
    let loudest = 0;
    let samples = 0;
    const heard = new Promise<void>((resolve) => {
      session.onAudio = (audio) => {
        samples += audio.length;
        for (const sample of audio) loudest = Math.max(loudest, Math.abs(sample));
        if (samples > 3 * 16_000) resolve();
      };
    });
    await heard;
    expect(loudest).toBeGreaterThan(1500);
    session.send({ type: 'transcript', text: 'what time', is_final: false, confidence: 0.6, language: 'en' });
    await rig.page.locator('.words-partial', { hasText: 'what time' }).waitFor();
    session.send({
      type: 'transcript',
      text: 'What time is it?',
      is_final: true,
      confidence: 0.9,
      language: 'en',
    });
    await rig.page.locator('.words:not(.words-partial)', { hasText: 'What time is it?' }).waitFor();
    expect(await rig.page.locator('.entry-person').count()).toBe(1);
    expect(session.invalid).toEqual([]);
  });

  it('plays a reply, holds and resumes it, reports what was heard, and strikes what was not', async () => {
    await rig.open();
    const { session, state } = await rig.call();
    session.send({
      type: 'transcript',
      text: 'Tell me about the harbour.',
      is_final: true,
      confidence: 1,
      language: 'en',
    });
    const text = 'The harbour was dug by hand in 1821, and for forty years it was the busiest on the coast.';
    session.send({ type: 'reply_text', generation: 1, text, is_final: false });
    state('speaking', 'listening');
    const quiet = speak(session, 1, 500);
    await session.message((message) => positionOf(message) > 24_000);

    session.send({ type: 'playback', action: 'hold', sequence: 50, generation: 1 });
    state('barged_in', 'speaking');
    await rig.page.locator('.held-tag').waitFor();
    const before = session.received.length;
    const last = session.received.map(positionOf).filter((position) => position >= 0);
    expect(last).toEqual([...last].sort((a, b) => a - b));
    await rig.page.waitForTimeout(300);
    expect(session.received.slice(before).map(positionOf)).toEqual([]);

    session.send({ type: 'playback', action: 'resume', sequence: 50, generation: 1 });
    state('speaking', 'listening');
    await session.message((message) => positionOf(message) > 60_000);

    quiet();
    session.send({ type: 'playback', action: 'flush', sequence: 80, generation: 1 });
    const [heard, unheard] = [
      'The harbour was dug by hand in 1821,',
      ' and for forty years it was the busiest on the coast.',
    ];
    session.send({ type: 'reply_text', generation: 1, text: heard, is_final: true, unheard });
    state('listening', 'speaking');
    await rig.page.locator('del', { hasText: 'forty years' }).waitFor();
    const reported = session.received.map(positionOf);
    const count = reported.length;
    session.sendFrame(1, 500 * 960);
    await rig.page.waitForTimeout(300);
    expect(session.received.map(positionOf).slice(count)).toEqual([]);
    expect(reported.at(-1)).toBe(Math.max(...reported));
  });

  it('falls silent by itself when the person speaks, tells the server, and plays on when that does not agree', async () => {
    await rig.open({ ducking: true });
    const { session } = await rig.call();
    // Loading Silero takes a moment; the clip comes again and again.
    const quiet = speak(session, 1, 1500);
    const held = await session.message((message) => message.type === 'playback' && message.held === true);
    const position = positionOf(held);
    await session.message((message) => positionOf(message) > position + 4800);
    quiet();
    expect(session.invalid).toEqual([]);
  });

  it('answers typing, mutes, stops, talks by button and shows where the time went', async () => {
    await rig.open();
    const { session } = await rig.call();
    await rig.page.keyboard.press('/');
    await rig.page.keyboard.type('How far is the moon?');
    await rig.page.keyboard.press('Enter');
    const typed = await session.message((message) => message.type === 'text');
    expect(typed).toEqual({ type: 'text', text: 'How far is the moon?', is_final: true, respond: true });
    session.send({
      type: 'stats',
      generation: 1,
      turn: { endpointing: 210, asr: 60, responder: 20, tts: 48, playout: 2, total: 340 },
    });
    const quiet = speak(session, 1, 500);
    await session.message((message) => positionOf(message) > 4800);
    await rig.page.keyboard.press('Escape');
    await session.message((message) => message.type === 'control' && message.command === 'STOP');
    quiet();

    await rig.page.getByLabel('Conversation').focus();
    await rig.page.keyboard.press('t');
    await rig.page.getByTitle('end of turn 210 ms').waitFor();
    await rig.page.keyboard.press('m');
    await rig.page.getByRole('button', { name: 'Muted' }).waitFor();
    await rig.page.keyboard.press('m');
    await rig.page.getByRole('button', { name: 'Settings' }).click();
    await rig.page.getByLabel('Push to talk').check();
    await session.message((message) => message.type === 'config' && message.push_to_talk === true);
    await rig.page.getByLabel('Conversation').focus();
    await rig.page.keyboard.down(' ');
    await rig.page.getByRole('button', { name: 'Listening' }).waitFor();
    await rig.page.keyboard.up(' ');
    await session.message((message) => message.type === 'commit');
    await rig.page.getByRole('button', { name: 'Leave' }).click();
    await rig.page.getByRole('button', { name: 'Start talking' }).waitFor();
  });

  it('comes back by itself when the connection breaks, and says so', async () => {
    await rig.open();
    const { session } = await rig.call();
    await rig.page.getByText('Listening to you').waitFor();
    session.drop();
    await rig.server.session(1);
    await rig.page.getByText('Listening to you').waitFor();
  });

  it('works by typing alone when the microphone is denied, and says what to do', async () => {
    const denying = await launchChromium(findChromium() ?? '');
    await rig.open({ browser: denying });
    const { session } = await rig.call();
    await rig.page.getByText('The microphone was not allowed.').waitFor();
    await rig.page.getByText('Your turn: type').waitFor();
    await rig.page.getByLabel('Write to Parley').fill('Hello');
    await rig.page.getByRole('button', { name: 'Send' }).click();
    await session.message((message) => message.type === 'text' && message.text === 'Hello');
    await denying.close();
  });

  it('says what to do when the server goes away before the start', async () => {
    await rig.open();
    await rig.page.getByText('Server ready').waitFor();
    await rig.server.close();
    await rig.page.getByRole('button', { name: 'Start talking' }).click();
    await rig.page.getByText('Check that the server is running').waitFor();
    rig.problems.splice(0);
  });
});
