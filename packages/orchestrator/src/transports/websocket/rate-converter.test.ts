import { bytesToFloat32, float32ToBytes } from '@parley/audio';
import { describe, expect, test } from 'vitest';
import { type ClientFrame, createRateConverter } from './rate-converter.js';

/** 1 kHz at -6 dBFS, in frames of 20 ms at 48 kHz. */
function toneFrames(count: number, generation = 1, from = 0): ClientFrame[] {
  return Array.from({ length: count }, (_, index) => {
    const samplePosition = (from + index) * 960;
    const samples = Float32Array.from(
      { length: 960 },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * (samplePosition + i)) / 48),
    );
    return { generation, samplePosition, pcm: float32ToBytes(samples) };
  });
}

function join(frames: readonly ClientFrame[]): Float32Array {
  return bytesToFloat32(Buffer.concat(frames.map((frame) => frame.pcm)));
}

describe.each([8000, 11_050, 16_000, 24_000, 44_100])('at %i Hz', (rateHz) => {
  test('a tone stays that tone, at its place and its level', async () => {
    const converter = await createRateConverter(rateHz);
    const frames = [...toneFrames(50).flatMap((frame) => converter.push(frame)), ...converter.end()];
    expect(frames.length).toBe(50);
    expect(frames.map((frame) => frame.samplePosition)).toEqual(frames.map((_, index) => index * 960));
    const samples = join(frames);
    let error = 0;
    const edge = rateHz / 50;
    for (let i = edge; i < samples.length - edge; i += 1) {
      error = Math.max(
        error,
        Math.abs((samples[i] ?? 0) - 0.5 * Math.sin((2 * Math.PI * 1000 * i) / rateHz)),
      );
    }
    expect(error).toBeLessThan(0.01);
    converter.close();
    converter.close();
  });
});

test('a new reply begins anew: nothing of the last one is in it', async () => {
  const converter = await createRateConverter(16_000);
  for (const frame of toneFrames(10)) converter.push(frame);
  converter.drop();
  expect(converter.end()).toEqual([]);
  const silence: ClientFrame[] = Array.from({ length: 5 }, (_, index) => ({
    generation: 2,
    samplePosition: index * 960,
    pcm: new Uint8Array(1920),
  }));
  const frames = [...silence.flatMap((frame) => converter.push(frame)), ...converter.end()];
  expect(frames.length).toBe(5);
  expect(join(frames).every((sample) => sample === 0)).toBe(true);
  expect(frames.every((frame) => frame.generation === 2)).toBe(true);
  converter.close();
});
