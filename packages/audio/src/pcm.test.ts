import { describe, expect, it } from 'vitest';
import {
  bytesToFloat32,
  bytesToInt16,
  float32ToBytes,
  float32ToInt16,
  int16ToBytes,
  int16ToFloat32,
} from './pcm.js';

describe('pcm', () => {
  it('goes from bytes to numbers and back without loss', () => {
    const samples = Int16Array.from({ length: 8193 }, (_, i) => Math.min(i * 8 - 32_768, 32_767));
    expect(float32ToInt16(int16ToFloat32(samples))).toEqual(samples);
    expect(bytesToInt16(int16ToBytes(samples))).toEqual(samples);
    expect(float32ToBytes(bytesToFloat32(int16ToBytes(samples)))).toEqual(int16ToBytes(samples));
  });

  it('is little-endian', () => {
    expect([...bytesToInt16(Uint8Array.of(0x01, 0x00, 0xff, 0xff, 0x00, 0x80))]).toEqual([1, -1, -32_768]);
  });

  it.each([0, 1, 2, 3])('reads a view that begins at byte %d of its buffer', (offset) => {
    const buffer = new Uint8Array(offset + 4 + 3);
    buffer.set([0x34, 0x12, 0xfe, 0xff], offset);
    expect([...bytesToInt16(buffer.subarray(offset, offset + 4))]).toEqual([0x1234, -2]);
  });

  it('writes only the part that a view covers', () => {
    const samples = Int16Array.of(1, 2, 3, 4).subarray(1, 3);
    expect([...int16ToBytes(samples)]).toEqual([2, 0, 3, 0]);
  });

  it('clips at full scale instead of wrapping, and turns NaN into silence', () => {
    expect([...float32ToInt16(Float32Array.of(1, 2, -1, -3, Number.NaN, 0.5))]).toEqual([
      32_767, 32_767, -32_768, -32_768, 0, 16_384,
    ]);
  });

  it('leaves out an odd last byte', () => {
    expect(bytesToInt16(Uint8Array.of(1, 0, 9)).length).toBe(1);
  });
});
