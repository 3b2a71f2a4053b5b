import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { bytesToInt16, int16ToFloat32, parseWavMono, resample } from '@parley/audio';
import { LISTENING_RATE_HZ } from '@parley/protocol';
import { CommandError, EXIT_CODES } from '../exit-codes.js';

/** A recording as 16 kHz mono, ±1. WAV is read here; everything else is given to FFmpeg, where that is installed. */
export async function readAudio(path: string): Promise<Float32Array> {
  let file: Uint8Array;
  try {
    file = await readFile(path);
  } catch (cause) {
    throw new CommandError(`cannot read ${path}`, EXIT_CODES.usage, { cause });
  }
  const isWav = Buffer.from(file.subarray(0, 4)).toString('latin1') === 'RIFF';
  if (!isWav) return decodeWithFfmpeg(path);
  const { samples, sampleRateHz } = parseWavMono(file);
  return sampleRateHz === LISTENING_RATE_HZ ? samples : resample(samples, sampleRateHz, LISTENING_RATE_HZ);
}

function decodeWithFfmpeg(path: string): Promise<Float32Array> {
  const args = ['-v', 'error', '-i', path, '-f', 's16le', '-ac', '1', '-ar', String(LISTENING_RATE_HZ), '-'];
  return new Promise((resolve, reject) => {
    const ffmpeg = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const audio: Buffer[] = [];
    let complaint = '';
    ffmpeg.stdout.on('data', (part: Buffer) => audio.push(part));
    ffmpeg.stderr.on('data', (part: Buffer) => {
      complaint = (complaint + part.toString('utf8')).slice(0, 500);
    });
    ffmpeg.on('error', (cause) =>
      reject(
        new CommandError(
          `${path} is no WAV file, and FFmpeg, which reads others, is not installed`,
          EXIT_CODES.usage,
          { cause },
        ),
      ),
    );
    ffmpeg.on('close', (code) => {
      if (code !== 0)
        reject(new CommandError(`${path} cannot be decoded: ${complaint.trim()}`, EXIT_CODES.usage));
      else resolve(int16ToFloat32(bytesToInt16(Buffer.concat(audio))));
    });
  });
}
