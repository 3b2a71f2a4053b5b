import { float32ToInt16, int16ToBytes } from '@parley/audio';
import { type AudioListener, DeviceError, type Microphone } from '@parley/client';
import { createVirtualSpeaker, type VirtualSpeaker } from '@parley/client/node';
import { RECORDING_RATE_HZ, startSoundProgram } from './sound-programs.js';

/** More than this waiting for the player means that it is stuck: audio is dropped. 250 ms. */
const MAX_PENDING_BYTES = 24_000;

/**
 * A speaker on the sound card, or undefined where there is none. Owns the program that plays. What is heard is
 * counted by the machine's clock; the player adds its own short buffer.
 */
export async function openSpeaker(device: string | undefined): Promise<VirtualSpeaker | undefined> {
  const player = await startSoundProgram('player', device);
  const input = player?.stdin;
  if (player === undefined || input === null || input === undefined) return undefined;
  input.on('error', () => player.kill());
  const speaker = createVirtualSpeaker({
    onRender: (samples) => {
      if (input.writable && input.writableLength < MAX_PENDING_BYTES)
        input.write(int16ToBytes(float32ToInt16(samples)));
    },
  });
  return {
    ...speaker,
    async close() {
      await speaker.close();
      input.end();
      player.kill();
    },
  };
}

/** The microphone of the sound card. Owns the program that records. `start` throws `DeviceError` where there is none. */
export function createSoundCardMicrophone(device: string | undefined): Microphone {
  let stop: (() => void) | undefined;
  const microphone: Microphone = {
    muted: false,
    async start(listener: AudioListener) {
      const recorder = await startSoundProgram('recorder', device);
      const output = recorder?.stdout;
      if (recorder === undefined || output === null || output === undefined) {
        throw new DeviceError(
          'MICROPHONE_MISSING',
          'no program (pacat, arecord, rec) could open a microphone',
        );
      }
      stop = () => recorder.kill();
      let rest: Uint8Array = new Uint8Array(0);
      output.on('data', (data: Uint8Array) => {
        const bytes = Buffer.concat([rest, data]);
        const whole = bytes.length - (bytes.length % 2);
        rest = bytes.subarray(whole);
        const samples = new Int16Array(new Uint8Array(bytes.subarray(0, whole)).buffer);
        listener(microphone.muted ? samples.fill(0) : samples, RECORDING_RATE_HZ);
      });
    },
    async close() {
      stop?.();
      stop = undefined;
    },
  };
  return microphone;
}
