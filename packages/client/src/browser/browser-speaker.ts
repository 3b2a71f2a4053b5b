import { SAMPLE_RATE_HZ } from '@parley/protocol/frame';
import { DeviceError } from '../device-error.js';
import type { Speaker, SpeakerListener } from '../playout/speaker.js';
import { followProcessor } from './rendered-sound.js';
import { startContext } from './start-context.js';
import { createTrackSpeaker, type TrackSpeaker } from './track-speaker.js';
import { PLAYOUT_PROCESSOR, type PlayoutCommand } from './worklet-messages.js';

export interface BrowserSpeakerOptions {
  /** Address of the module `@parley/client/browser/worklet`, bundled (with Vite: `?worker&url`). */
  readonly workletUrl: string | URL;
  /** Output device; default: the system's. Ignored where browsers cannot choose one. */
  readonly deviceId?: string;
  /** The chosen device went away; the sound goes on through the system's. */
  readonly onDeviceLost?: () => void;
}

export interface BrowserSpeaker extends Speaker {
  /** Exchanges the output device; false where the browser cannot. */
  setDevice(deviceId: string): Promise<boolean>;
  /** Plays live tracks through the same output. Undefined while the device is not open. */
  openTracks(): TrackSpeaker | undefined;
}

/**
 * Plays through an AudioWorklet of a 48 kHz context. Owns the context. Start it in answer to a click: browsers
 * let no page sound unasked.
 */
export function createBrowserSpeaker(options: BrowserSpeakerOptions): BrowserSpeaker {
  let context: AudioContext | undefined;
  let node: AudioWorkletNode | undefined;
  /** Empty: the system's. */
  let chosen = '';

  const send = (command: PlayoutCommand, transfer: Transferable[] = []) =>
    node?.port.postMessage(command, transfer);

  async function open(listener: SpeakerListener): Promise<void> {
    context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ, latencyHint: 'interactive' });
    await context.audioWorklet.addModule(options.workletUrl);
    node = new AudioWorkletNode(context, PLAYOUT_PROCESSOR, { numberOfInputs: 0, outputChannelCount: [1] });
    followProcessor(node.port, listener);
    node.connect(context.destination);
    if (options.deviceId !== undefined) await setDevice(options.deviceId);
    navigator.mediaDevices?.addEventListener('devicechange', followDevices);
    await startContext(context);
  }

  async function setDevice(deviceId: string): Promise<boolean> {
    const sink = context as (AudioContext & { setSinkId?: (id: string) => Promise<void> }) | undefined;
    if (sink?.setSinkId === undefined) return false;
    await sink.setSinkId(deviceId);
    chosen = deviceId;
    // A context whose device failed is suspended.
    await startContext(sink);
    return true;
  }

  function followDevices(): void {
    // A device that cannot be left stays chosen; the next change tries again.
    void leaveLostDevice().catch(() => undefined);
  }

  async function leaveLostDevice(): Promise<void> {
    if (chosen === '') return;
    const devices = await navigator.mediaDevices.enumerateDevices();
    if (devices.some(({ kind, deviceId }) => kind === 'audiooutput' && deviceId === chosen)) return;
    if (await setDevice('')) options.onDeviceLost?.();
  }

  async function close(): Promise<void> {
    const open = context;
    context = undefined;
    chosen = '';
    navigator.mediaDevices?.removeEventListener('devicechange', followDevices);
    node?.disconnect();
    node = undefined;
    if (open !== undefined && open.state !== 'closed') await open.close();
  }

  return {
    async start(listener) {
      if (context !== undefined) return;
      try {
        await open(listener);
      } catch (error) {
        await close();
        throw new DeviceError('AUDIO_UNAVAILABLE', 'The browser could not open an audio output.', {
          cause: error,
        });
      }
    },
    play(generation, samplePosition, samples) {
      const copy = samples.slice();
      send({ type: 'play', frame: { generation, samplePosition, samples: copy } }, [copy.buffer]);
    },
    endGeneration: (generation) => send({ type: 'end', generation }),
    hold: () => send({ type: 'hold' }),
    resume: () => send({ type: 'resume' }),
    flush: (generation) => send({ type: 'flush', generation }),
    reset: () => send({ type: 'reset' }),
    setDevice,
    openTracks: () => (context === undefined ? undefined : createTrackSpeaker(context)),
    close,
  };
}
