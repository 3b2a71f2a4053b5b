import type { PageRig } from './page-rig.js';
import { speak } from './page-rig.js';

/** The moments of a conversation that are looked at, in their order. */
export type Pose = 'start' | 'call-empty' | 'call' | 'call-detailed';

/**
 * Plays a short conversation with a held and a stopped reply, and tells of each moment. `slow` takes the time that the
 * timeline needs to look as in life.
 */
export async function poseConversation(
  rig: PageRig,
  slow: boolean,
  onPose: (pose: Pose) => Promise<void>,
): Promise<void> {
  const wait = (durationMs: number) => rig.page.waitForTimeout(slow ? durationMs : durationMs / 10);
  await rig.page.getByText('Server ready').waitFor();
  await rig.page.getByRole('combobox', { name: 'Voice' }).waitFor();
  await rig.page.evaluate(() => document.fonts.ready);
  await onPose('start');
  const { session, state } = await rig.call();
  await wait(400);
  await onPose('call-empty');
  const say = (text: string, isFinal: boolean) =>
    session.send({ type: 'transcript', text, is_final: isFinal, confidence: 1, language: 'en' });
  const reply = (generation: number, text: string, unheard?: string) =>
    session.send({
      type: 'reply_text',
      generation,
      text,
      is_final: unheard !== undefined,
      ...(unheard === undefined ? {} : { unheard }),
    });
  const playback = (action: 'hold' | 'resume' | 'flush') =>
    session.send({ type: 'playback', action, sequence: 50, generation: 1 });
  const speech = (active: boolean) => session.send({ type: 'speech', active, at_ms: 0 });
  const turn = (generation: number, endpointing: number, asr: number) =>
    session.send({
      type: 'stats',
      generation,
      turn: { endpointing, asr, responder: 20, tts: 50, playout: 3, total: endpointing + asr + 73 },
    });

  say('Could you tell me when the next ferry to the island leaves?', true);
  reply(1, 'The next ferry leaves at twenty past four, ');
  state('speaking', 'listening');
  turn(1, 204, 71);
  const quiet = speak(session, 1, 400);
  await wait(2500);
  speech(true);
  playback('hold');
  state('barged_in', 'speaking');
  await wait(500);
  speech(false);
  playback('resume');
  state('speaking', 'listening');
  await wait(1500);
  speech(true);
  playback('hold');
  state('barged_in', 'speaking');
  await wait(400);
  quiet();
  playback('flush');
  reply(
    1,
    'The next ferry leaves at twenty past four, from the north pier.',
    ' It takes about forty minutes, and you can buy a ticket on board if',
  );
  state('listening', 'speaking');
  say('Wait, is there one tomorrow', false);
  await wait(800);
  say('Wait, is there one tomorrow morning?', true);
  speech(false);
  state('processing', 'listening');
  await wait(300);
  turn(2, 236, 64);
  reply(2, 'Yes. Two in the morning: at ten to eight and at half past nine.');
  state('speaking', 'listening');
  speak(session, 2, 60);
  await wait(1000);
  await onPose('call');
  await rig.page.keyboard.press('t');
  await rig.page.getByRole('button', { name: 'Settings' }).click();
  await wait(300);
  await onPose('call-detailed');
}
