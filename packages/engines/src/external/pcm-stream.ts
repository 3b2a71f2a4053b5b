import { ParleyError } from '@parley/protocol';

/** Sound from a server, part by part. */
export interface PcmStream {
  /** Mono, ±1. Throws `ParleyError` SYNTHESIS_FAILED for what is no 16-bit PCM. */
  push(bytes: Uint8Array): Float32Array;
}

/** Headers before the sound are not longer than this. */
const MAX_HEADER_BYTES = 64 * 1024;
const INT16 = 32_768;

/** s16le mono, as servers send it with `response_format: pcm`. A sample may be split over two parts. */
export function createRawPcmStream(): PcmStream {
  let half: number | undefined;
  return {
    push(bytes) {
      const joined = half === undefined ? bytes : Uint8Array.from([half, ...bytes]);
      half = joined.length % 2 === 1 ? joined.at(-1) : undefined;
      const view = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
      const samples = new Float32Array(joined.length >> 1);
      for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(i * 2, true) / INT16;
      return samples;
    },
  };
}

/** A WAV that is still being written: its lengths are not believed, its rate must be the expected one. */
export function createWavStream(expectedRateHz: number): PcmStream {
  const pcm = createRawPcmStream();
  let header: Uint8Array | undefined = new Uint8Array(0);
  return {
    push(bytes) {
      if (header === undefined) return pcm.push(bytes);
      header = Buffer.concat([header, bytes]);
      const start = dataOffset(header, expectedRateHz);
      if (start === undefined) {
        if (header.length > MAX_HEADER_BYTES) throw notSound('a WAV without sound');
        return new Float32Array(0);
      }
      const sound = header.subarray(start);
      header = undefined;
      return pcm.push(sound);
    },
  };
}

/** Where the samples begin; undefined while the header is not complete. */
function dataOffset(bytes: Uint8Array, expectedRateHz: number): number | undefined {
  const name = (at: number) => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
  if (bytes.length < 12) return undefined;
  if (name(0) !== 'RIFF' || name(8) !== 'WAVE') throw notSound('no WAV');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    if (name(at) === 'data') return at + 8;
    if (name(at) === 'fmt ') {
      if (at + 24 > bytes.length) return undefined;
      const [channels, rateHz, bits] = [
        view.getUint16(at + 10, true),
        view.getUint32(at + 12, true),
        view.getUint16(at + 22, true),
      ];
      if (channels !== 1 || bits !== 16)
        throw notSound(`a WAV of ${channels} channels and ${bits} bits, not of 1 and 16`);
      if (rateHz !== expectedRateHz)
        throw notSound(`a WAV of ${rateHz} Hz; set sample_rate, which is ${expectedRateHz}`);
    }
    at += 8 + length + (length % 2);
  }
  return undefined;
}

function notSound(what: string): ParleyError {
  return new ParleyError('SYNTHESIS_FAILED', `the speech server sent ${what}`, { retryable: false });
}
