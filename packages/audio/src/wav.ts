import { ParleyError } from '@parley/protocol';
import { bytesToInt16, int16ToBytes, int16ToFloat32, mixToMono } from './pcm.js';

/** A decoded WAV file. */
export interface WavAudio {
  readonly sampleRateHz: number;
  /** 1 or 2. */
  readonly channels: number;
  /** Interleaved when there are two channels. */
  readonly samples: Int16Array;
}

const HEADER_BYTES = 44;
const FORMAT_PCM = 1;
/** WAVE_FORMAT_EXTENSIBLE: the real format is in the sub-format, whose first two bytes are the code. */
const FORMAT_EXTENSIBLE = 0xfffe;

/**
 * Reads a RIFF/WAVE file of 16-bit PCM, mono or stereo. Unknown chunks are skipped. A data chunk whose stated
 * length passes the end of the file, or is 0 or 0xFFFFFFFF as streamed files have it, ends where the file ends.
 * Throws `ParleyError` INVALID_MESSAGE for anything else.
 */
export function parseWav(file: Uint8Array): WavAudio {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.byteLength < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    throw invalid('it does not begin with RIFF and WAVE');
  }
  let format: { channels: number; sampleRateHz: number } | undefined;
  for (let at = 12; at + 8 <= file.byteLength; ) {
    const id = tag(view, at);
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (id === 'fmt ') format = parseFormat(view, body, size);
    if (id === 'data') {
      if (!format) throw invalid('the data comes before the format');
      return { ...format, samples: sampleData(file, body, size, format.channels) };
    }
    at = body + size + (size % 2);
  }
  throw invalid('it has no data chunk');
}

/** Reads a WAV file as mono ±1, whatever its channels. */
export function parseWavMono(file: Uint8Array): { sampleRateHz: number; samples: Float32Array } {
  const wav = parseWav(file);
  return { sampleRateHz: wav.sampleRateHz, samples: mixToMono(int16ToFloat32(wav.samples), wav.channels) };
}

/** A 16-bit PCM WAV file with the plain 44-byte header. */
export function encodeWav(samples: Int16Array, sampleRateHz: number, channels = 1): Uint8Array {
  const file = new Uint8Array(HEADER_BYTES + samples.byteLength);
  const view = new DataView(file.buffer);
  const ascii = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) file[at + i] = text.charCodeAt(i);
  };
  ascii(0, 'RIFF');
  view.setUint32(4, file.byteLength - 8, true);
  ascii(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  ascii(36, 'data');
  view.setUint32(40, samples.byteLength, true);
  file.set(int16ToBytes(samples), HEADER_BYTES);
  return file;
}

function parseFormat(view: DataView, at: number, size: number): { channels: number; sampleRateHz: number } {
  if (size < 16 || at + 16 > view.byteLength) throw invalid('its format chunk is too short');
  let code = view.getUint16(at, true);
  if (code === FORMAT_EXTENSIBLE && size >= 26 && at + 26 <= view.byteLength)
    code = view.getUint16(at + 24, true);
  const channels = view.getUint16(at + 2, true);
  const sampleRateHz = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  if (code !== FORMAT_PCM || bits !== 16)
    throw invalid(`it holds format ${code} with ${bits} bits, not 16-bit PCM`);
  if (channels !== 1 && channels !== 2) throw invalid(`it has ${channels} channels, not one or two`);
  if (sampleRateHz < 1000 || sampleRateHz > 384_000) throw invalid(`its sample rate is ${sampleRateHz} Hz`);
  return { channels, sampleRateHz };
}

function sampleData(file: Uint8Array, at: number, size: number, channels: number): Int16Array {
  const left = file.byteLength - at;
  const stated = size === 0 || size > left ? left : size;
  const bytes = stated - (stated % (channels * 2));
  return bytesToInt16(file.subarray(at, at + bytes)).slice();
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

function invalid(why: string): ParleyError {
  return new ParleyError('INVALID_MESSAGE', `Not a WAV file this can read: ${why}.`);
}
