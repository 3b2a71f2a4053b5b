import { expect, test } from 'vitest';
import { createScriptedEngine } from './scripted-engine.js';

const LOUD = new Float32Array(4800).fill(0.1);
const QUIET = new Float32Array(4800);

async function open(settings: Readonly<Record<string, unknown>>, utterances = 1) {
  const engine = createScriptedEngine();
  const model = await engine.loadModel({
    id: 's',
    family: 'scripted',
    directory: undefined,
    languages: ['en'],
    settings,
  });
  return Array.from({ length: utterances }, () => model.openUtterance({}));
}

test('words come with audible audio, not with silence', async () => {
  const [utterance] = await open({ texts: ['one two three'], wordMs: 300 });
  utterance?.push(QUIET);
  expect((await utterance?.recognise(false))?.text).toBe('');
  utterance?.push(LOUD);
  utterance?.push(LOUD);
  expect(await utterance?.recognise(false)).toMatchObject({
    text: 'one two',
    stableLength: 3,
    decodedMs: 900,
  });
  const final = await utterance?.recognise(true);
  expect(final).toMatchObject({ text: 'one two three', stableLength: 13 });
  expect(final?.words.map((word) => word.endMs)).toEqual([600, 900, 900]);
});

test('silence alone says nothing, and utterances take the texts in turn', async () => {
  const [first, second, third] = await open({ texts: ['a', 'b'] }, 3);
  first?.push(QUIET);
  second?.push(LOUD);
  third?.push(LOUD);
  expect((await first?.recognise(true))?.text).toBe('');
  expect((await second?.recognise(true))?.text).toBe('b');
  expect((await third?.recognise(true))?.text).toBe('a');
});

test('a failure that the script names is typed', async () => {
  const [first, second] = await open({ failUtterances: [2] }, 2);
  await expect(first?.recognise(true)).resolves.toBeDefined();
  await expect(second?.recognise(true)).rejects.toMatchObject({ code: 'ASR_FAILED' });
});

test('a wrong setting is refused', async () => {
  await expect(open({ texts: 'one' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  await expect(open({ wordMs: '5' })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
});
