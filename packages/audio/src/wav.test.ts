import { ParleyError } from '@parley/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeWav, parseWav, parseWavMono } from './wav.js';

const samples = Int16Array.of(1, -2, 300, -400, 32_767, -32_768);

describe('wav', () => {
  it.each([1, 2])('reads what it wrote, with %d channels', (channels) => {
    expect(parseWav(encodeWav(samples, 16_000, channels))).toEqual({
      sampleRateHz: 16_000,
      channels,
      samples,
    });
  });

  it('reads a file that lies at an odd place of a larger buffer', () => {
    const file = encodeWav(samples, 48_000);
    const larger = new Uint8Array(file.length + 7);
    larger.set(file, 3);
    expect(parseWav(larger.subarray(3, 3 + file.length)).samples).toEqual(samples);
  });

  it('skips chunks that it does not know', () => {
    const file = encodeWav(samples, 16_000);
    const list = Uint8Array.of(0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0);
    const withList = Uint8Array.from([...file.subarray(0, 36), ...list, ...file.subarray(36)]);
    expect(parseWav(withList).samples).toEqual(samples);
  });

  it.each([0, 0xffff_ffff])(
    'takes all there is when the stated length is %d, as streamed files have it',
    (size) => {
      const file = encodeWav(samples, 16_000);
      new DataView(file.buffer).setUint32(40, size, true);
      expect(parseWav(file).samples).toEqual(samples);
    },
  );

  it('mixes two channels into one', () => {
    const mono = parseWavMono(encodeWav(Int16Array.of(16_384, 0, -16_384, -16_384), 16_000, 2));
    expect([...mono.samples]).toEqual([0.25, -0.5]);
  });

  it('answers bytes that are no WAV file with a typed error, whatever they are', () => {
    const file = encodeWav(samples, 16_000, 2);
    const mutated = fc.tuple(
      fc.nat(file.length),
      fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), mutated), (input) => {
        let bytes: Uint8Array;
        if (input instanceof Uint8Array) bytes = input;
        else {
          bytes = file.slice(0, input[0]);
          for (const [at, value] of input[1]) if (at < bytes.length) bytes[at] = value;
        }
        try {
          expect(parseWav(bytes).samples.length).toBeLessThanOrEqual(bytes.length / 2);
        } catch (error) {
          expect(error).toBeInstanceOf(ParleyError);
          expect((error as ParleyError).code).toBe('INVALID_MESSAGE');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
