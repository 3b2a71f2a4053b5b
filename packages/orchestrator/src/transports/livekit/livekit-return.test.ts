import type { ResponderPort } from '@parley/session';
import { requires } from '@parley/testkit';
import { describe, expect, test } from 'vitest';
import { agentProcesses } from './testing/agent-processes.js';
import type { Person } from './testing/person.js';
import { fetchDetails, said, settled, silence, startRoomServer } from './testing/room-server.js';
import { useRooms } from './testing/rooms.js';

const LONG = 'This is a reply that goes on for quite a while, so that there is time to break things in it.';
const NOTICE = 'We were cut off';

/** Says what it is told that was said before. */
const remembering: ResponderPort = {
  respond({ text, history }, sink) {
    const before = history.map((turn) => `${turn.role}: ${turn.text}`).join(' / ');
    setImmediate(() => {
      sink.onText(`You said ${text} after [${before}]`);
      sink.onEnd();
    });
    return { cancel: () => undefined };
  },
};

describe.skipIf(!requires('livekit-server'))('conversations in rooms outlive what carries them', () => {
  const rooms = useRooms();

  const serve = async (changes: object = {}) =>
    rooms.own(await startRoomServer(rooms.livekit, changes, { responder: remembering }));

  /** The greeting is over and a long reply sounds. */
  async function midReply(person: Person): Promise<void> {
    await person.until(() => person.of('session_end').length === 1, 'the end of the greeting');
    await person.type(JSON.stringify({ type: 'text', text: LONG, respond: false }));
    await person.until(() => person.of('state').at(-1)?.state === 'speaking', 'the reply');
    await silence(1200);
  }

  test('an agent process that dies costs its room a pause, not the conversation, and other rooms nothing', async () => {
    const server = await serve({ rooms_per_process: 1 });
    const person = await rooms.enter(await fetchDetails(server.url));
    const [first] = await agentProcesses();
    const other = await rooms.enter(await fetchDetails(server.url));
    // One for each, and one for who comes next.
    expect(await agentProcesses()).toHaveLength(3);
    await midReply(person);
    process.kill(first ?? 0, 'SIGKILL');
    await person.until(() => person.of('session_start').length === 2, 'the conversation to go on', 20_000);
    const [before, after] = person.of('session_start');
    expect(after).toMatchObject({ session_id: before?.session_id, resumed: true });
    await person.until(() => said(person, NOTICE), 'the word of its return');
    await person.until(() => person.of('state').at(-1)?.state === 'waiting_for_input', 'its end');
    await person.type('where we were');
    await person.until(() => said(person, 'You said where we were'), 'the answer');
    const heard = replies(person).at(-1) ?? '';
    expect(heard).toContain('assistant: Hello, this is the greeting.');
    expect(heard).toContain('assistant: This is a reply');
    expect(heard).not.toContain(LONG);
    expect(replies(person).filter((text) => text.startsWith('Hello'))).toHaveLength(1);

    await other.type('undisturbed');
    await other.until(() => said(other, 'You said undisturbed'), 'the answer in the other room');
    expect(other.of('session_start')).toHaveLength(1);
    expect(server.orchestrator.host.sessionCount).toBe(2);
  }, 60_000);

  test('the reply waits for a person whose connection broke, and goes on when they are back', async () => {
    const server = await serve();
    const details = await fetchDetails(server.url);
    const person = await rooms.enter(details);
    await midReply(person);
    // LiveKit puts out the earlier one of two with one identity, as it does when a client connects anew.
    const back = await rooms.enter(details);
    expect(back.of('session_start')[0]).toMatchObject({
      session_id: person.of('session_start')[0]?.session_id,
      resumed: true,
    });
    await back.until(() => back.of('session_end').length === 1, 'the end of the reply');
    expect(back.of('session_end')[0]?.reason).toBe('completed');
    expect(replies(back)).toEqual([]);
    expect(server.orchestrator.host.sessionCount).toBe(1);
  }, 60_000);

  test('who left the room and enters it again goes on with the conversation', async () => {
    const server = await serve();
    const details = await fetchDetails(server.url);
    const person = await rooms.enter(details);
    await person.until(() => person.of('session_end').length === 1, 'the end of the greeting');
    await person.type('remember the blue door');
    await person.until(() => person.of('session_end').length === 2, 'the end of the answer');
    await person.room.disconnect();
    await settled(() => server.orchestrator.host.sessionCount === 0);
    const back = await rooms.enter(details);
    await back.until(() => said(back, NOTICE), 'the word of its return');
    await back.until(() => back.of('session_end').length === 1, 'its end');
    await back.type('what was it');
    await back.until(() => said(back, 'You said what was it'), 'the answer');
    expect(replies(back).at(-1)).toContain('user: remember the blue door');
  }, 60_000);
});

/** Replies as they were told, whole. */
function replies(person: Person): string[] {
  const texts = new Map<unknown, string>();
  for (const { generation, text } of person.of('reply_text'))
    texts.set(generation, (texts.get(generation) ?? '') + String(text));
  return [...texts.values()];
}
