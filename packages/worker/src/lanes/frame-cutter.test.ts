import { bytesToInt16 } from '@parley/audio';
import { FRAME_BYTES, FRAME_SAMPLES } from '@parley/protocol';
import { expect, test } from 'vitest';
import { type CutFrames, createFrameCutter } from './frame-cutter.js';
import { limitPeak } from './limit-peak.js';

const RATE_HZ = 24_000;
const sine = (samples: number, from = 0) =>
  Float32Array.from(
    { length: samples },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * 300 * (from + i)) / RATE_HZ),
  );

function join(parts: readonly CutFrames[]): Int16Array {
  for (const { pcm, frames } of parts) expect(pcm.byteLength).toBe(frames * FRAME_BYTES);
  return bytesToInt16(Buffer.concat(parts.map(({ pcm }) => pcm)));
}

test('frames do not depend on how the voice cut its audio, and the last one is filled with silence', async () => {
  const whole = await createFrameCutter(RATE_HZ);
  const pieces = await createFrameCutter(RATE_HZ);
  whole.beginText(1);
  pieces.beginText(1);
  const one = join([whole.push({ samples: sine(10_001), words: [] }), whole.finish()]);
  const parts: CutFrames[] = [];
  for (let at = 0; at < 10_001; at += 317) {
    parts.push(pieces.push({ samples: sine(Math.min(317, 10_001 - at), at), words: [] }));
  }
  const many = join([...parts, pieces.finish()]);
  expect(many).toEqual(one);
  expect(one.length).toBe(Math.ceil(20_002 / FRAME_SAMPLES) * FRAME_SAMPLES);
  expect([...one.subarray(20_002)].every((sample) => sample === 0)).toBe(true);
  expect(one.subarray(19_900, 20_002).some((sample) => Math.abs(sample) > 1000)).toBe(true);
});

test('words of a later text begin where its audio begins', async () => {
  const cutter = await createFrameCutter(RATE_HZ);
  const word = { textOffset: 3, textLength: 5, startSample: 100, endSample: 400 };
  cutter.beginText(1);
  expect(cutter.push({ samples: sine(1000), words: [word] }).words).toEqual([
    { text_sequence_number: 1, text_offset: 3, text_length: 5, start_sample: 200, end_sample: 800 },
  ]);
  cutter.push({ samples: sine(501), words: [] });
  cutter.beginText(2);
  expect(cutter.push({ samples: sine(1000), words: [word] }).words).toEqual([
    { text_sequence_number: 2, text_offset: 3, text_length: 5, start_sample: 3202, end_sample: 3802 },
  ]);
});

test('nothing in, nothing out', async () => {
  const cutter = await createFrameCutter(RATE_HZ);
  expect(cutter.finish().frames).toBe(0);
});

test('a loud sample is bent below full scale, a quiet one is left alone', () => {
  expect(limitPeak(0.5)).toBe(16_384);
  expect(limitPeak(-0.89)).toBe(Math.round(-0.89 * 32_768));
  expect(limitPeak(5)).toBe(32_767);
  expect(limitPeak(-5)).toBe(-32_767);
  expect(limitPeak(0.95)).toBeLessThan(0.95 * 32_768);
  expect(limitPeak(0.95)).toBeGreaterThan(limitPeak(0.9));
  expect(limitPeak(Number.NaN)).toBe(0);
});
