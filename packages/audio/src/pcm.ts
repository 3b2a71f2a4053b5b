/**
 * Forms of PCM: bytes on the wire (s16le), `Int16Array`, and `Float32Array` (±1) for arithmetic.
 * All of them respect the byte offset of a view, and none needs it to be even.
 */

/** 2^15: full scale of s16. */
const FULL_SCALE = 32_768;

/** True where typed arrays store their low byte first, as s16le does (every machine Node and browsers run on). */
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Samples in s16le bytes. Shares memory with `bytes` where alignment allows, so copy before keeping it.
 * An odd last byte is left out.
 */
export function bytesToInt16(bytes: Uint8Array): Int16Array {
  const count = bytes.byteLength >> 1;
  if (LITTLE_ENDIAN && bytes.byteOffset % 2 === 0) {
    return new Int16Array(bytes.buffer, bytes.byteOffset, count);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = new Int16Array(count);
  for (let i = 0; i < count; i++) samples[i] = view.getInt16(i * 2, true);
  return samples;
}

/** s16le bytes of samples. Shares memory with `samples`. */
export function int16ToBytes(samples: Int16Array): Uint8Array {
  if (LITTLE_ENDIAN) return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, i) => {
    view.setInt16(i * 2, sample, true);
  });
  return bytes;
}

/** s16 to ±1 (divided by 32,768, so that the way back is exact). `out` has room for all. Default: a new array. */
export function int16ToFloat32(samples: Int16Array, out = new Float32Array(samples.length)): Float32Array {
  for (let i = 0; i < samples.length; i++) out[i] = (samples[i] ?? 0) / FULL_SCALE;
  return out;
}

/** ±1 to s16: rounded, and clipped at full scale. NaN becomes 0. */
export function float32ToInt16(samples: Float32Array): Int16Array {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < out.length; i++) {
    const scaled = Math.round((samples[i] ?? 0) * FULL_SCALE);
    out[i] = Math.max(-32_768, Math.min(32_767, scaled));
  }
  return out;
}

/** s16le bytes to ±1, in one pass. An odd last byte is left out. */
export function bytesToFloat32(bytes: Uint8Array): Float32Array {
  return int16ToFloat32(bytesToInt16(bytes));
}

/** ±1 to freshly allocated s16le bytes, rounded and clipped at full scale. */
export function float32ToBytes(samples: Float32Array): Uint8Array {
  return int16ToBytes(float32ToInt16(samples));
}

/** One array out of many. */
export function concatFloat32(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Mean of the channels of interleaved audio. */
export function mixToMono(interleaved: Float32Array, channels: number): Float32Array {
  if (channels === 1) return interleaved;
  const out = new Float32Array(Math.floor(interleaved.length / channels));
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += interleaved[i * channels + c] ?? 0;
    out[i] = sum / channels;
  }
  return out;
}
