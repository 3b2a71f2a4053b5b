import { expect, it } from 'vitest';
import { type Entry, withReply, withSessionBreak, withTranscript, withTyped } from './entries.js';

const heard = (text: string, isFinal: boolean) => ({ text, isFinal, confidence: 1, language: 'en' });

it('replaces a partial by the next and closes it with the final', () => {
  let entries: readonly Entry[] = [];
  entries = withTranscript(entries, heard('what', false));
  entries = withTranscript(entries, heard('what time', false));
  entries = withReply(entries, { generation: 1, text: 'It is', isFinal: false });
  entries = withTranscript(entries, heard('What time is it?', true));
  expect(entries.map(({ text, isFinal }) => [text, isFinal])).toEqual([
    ['What time is it?', true],
    ['It is', false],
  ]);
  expect(withTranscript(entries, heard('And', false)).length).toBe(3);
});

it('takes a partial away when nothing was said after all', () => {
  const entries = withTranscript([], heard('you', false));
  expect(withTranscript(entries, heard('', true))).toEqual([]);
});

it('keeps heard and unheard apart once a reply was cut', () => {
  let entries = withReply([], { generation: 1, text: 'One two', isFinal: false });
  entries = withReply(entries, { generation: 1, text: 'One', isFinal: true, unheard: ' two' });
  expect(entries).toMatchObject([{ side: 'agent', text: 'One', unheard: ' two', isFinal: true }]);
});

it('does not mistake replies of a new session for those of the last', () => {
  let entries = withReply(withTyped([], 'Hi'), { generation: 1, text: 'Hello', isFinal: false });
  entries = withReply(withSessionBreak(entries), { generation: 1, text: 'Again', isFinal: false });
  expect(entries.map(({ text }) => text)).toEqual(['Hi', 'Hello', 'Again']);
});
