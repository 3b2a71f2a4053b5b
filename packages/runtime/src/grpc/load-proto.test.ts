import { expect, test } from 'vitest';
import { loadAsrProto, loadTtsProto } from './load-proto.js';

const tts = loadTtsProto().tts;
const asr = loadAsrProto().asr;

test('a chunk without control reads as no control, not as PAUSE', () => {
  const { requestSerialize, requestDeserialize } = tts.TTSService.service.Synthesize;
  const absent = requestDeserialize(requestSerialize({ session_id: 's', text: 'Hello.' }));
  expect(absent.control).toBeUndefined();
  expect(absent._control).toBeUndefined();
  expect(absent.credit_frames).toBeUndefined();
  const paused = requestDeserialize(
    requestSerialize({ session_id: 's', control: 'PAUSE', credit_frames: 0 }),
  );
  expect(paused.control).toBe('PAUSE');
  expect(paused.credit_frames).toBe(0);
});

test('audio without control reads as no control', () => {
  const { requestSerialize, requestDeserialize } = asr.ASRService.service.Recognize;
  expect(requestDeserialize(requestSerialize({ session_id: 's' })).control).toBeUndefined();
  expect(requestDeserialize(requestSerialize({ session_id: 's', control: 'PAUSE' })).control).toBe('PAUSE');
});

test('numbers of 64 bits arrive as numbers, exact up to 2^53', () => {
  const { responseSerialize, responseDeserialize } = tts.TTSService.service.Synthesize;
  const frame = responseDeserialize(
    responseSerialize({ generation: Number.MAX_SAFE_INTEGER, sample_position: 960, sequence_number: 1 }),
  );
  expect(frame.generation).toBe(Number.MAX_SAFE_INTEGER);
  expect(frame.sample_position).toBe(960);
  expect(frame.words).toEqual([]);
  expect(frame.is_final).toBe(false);
});

test('the generation of a unary control request is optional', () => {
  const { requestSerialize, requestDeserialize } = tts.TTSService.service.Control;
  expect(
    requestDeserialize(requestSerialize({ session_id: 's', command: 'STOP' })).generation,
  ).toBeUndefined();
  expect(
    requestDeserialize(requestSerialize({ session_id: 's', command: 'STOP', generation: 0 })).generation,
  ).toBe(0);
});

test('an unknown command arrives as its number', () => {
  const { requestDeserialize } = tts.TTSService.service.Control;
  // session_id "s", command 9
  expect(requestDeserialize(Buffer.from([0x0a, 0x01, 0x73, 0x10, 0x09])).command).toBe(9);
});
