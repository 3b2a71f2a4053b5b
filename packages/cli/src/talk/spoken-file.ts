import { readFileSync } from 'node:fs';
import { float32ToInt16, parseWavMono, resample } from '@parley/audio';
import { createVirtualMicrophone, type VirtualMicrophone } from '@parley/client/node';
import { CommandError, EXIT_CODES } from '../exit-codes.js';

const RATE_HZ = 16_000;

/** A microphone that says a WAV file at real-time pace when told to, and is silent before and after. */
export async function createSpokenFile(
  path: string,
): Promise<{ readonly microphone: VirtualMicrophone; readonly durationMs: number; say(): Promise<void> }> {
  let file: Uint8Array;
  try {
    file = readFileSync(path);
  } catch (cause) {
    throw new CommandError(`cannot read ${path}`, EXIT_CODES.usage, { cause });
  }
  const { samples, sampleRateHz } = parseWavMono(file);
  const at16k = sampleRateHz === RATE_HZ ? samples : await resample(samples, sampleRateHz, RATE_HZ);
  const microphone = createVirtualMicrophone({ sampleRateHz: RATE_HZ });
  return {
    microphone,
    durationMs: (at16k.length * 1000) / RATE_HZ,
    say: () => microphone.say(float32ToInt16(at16k)),
  };
}
