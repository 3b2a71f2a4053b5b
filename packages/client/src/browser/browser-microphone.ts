import { DeviceError, type DeviceErrorCode } from '../device-error.js';
import type { AudioListener, Microphone } from '../microphone.js';
import { startContext } from './start-context.js';
import { CAPTURE_PROCESSOR } from './worklet-messages.js';

export interface BrowserMicrophoneOptions {
  /** Default: the browser's. */
  readonly deviceId?: string | undefined;
  /** As `BrowserSpeakerOptions.workletUrl`. */
  readonly workletUrl: string | URL;
  /** The device went away, or the browser took it. */
  readonly onLost?: () => void;
}

export interface BrowserMicrophone extends Microphone {
  /** The device's own track, once started: silent while muted. */
  readonly track: MediaStreamTrack | undefined;
}

/** Echo cancellation and noise suppression on; gain control off, for it pumps noise up in every pause. */
const CONSTRAINTS: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: false,
  channelCount: 1,
  sampleRate: 48_000,
};

/** Gives 16 ms chunks of mono 16 kHz, whatever the device has. Owns the stream and an AudioContext. */
export function createBrowserMicrophone(options: BrowserMicrophoneOptions): BrowserMicrophone {
  let stream: MediaStream | undefined;
  let context: AudioContext | undefined;
  let muted = false;

  function applyMute(): void {
    for (const track of stream?.getAudioTracks() ?? []) track.enabled = !muted;
  }

  async function start(listener: AudioListener): Promise<void> {
    if (stream !== undefined) return;
    const { deviceId } = options;
    stream = await openStream({
      ...CONSTRAINTS,
      ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
    });
    applyMute();
    stream.getAudioTracks()[0]?.addEventListener('ended', () => options.onLost?.());
    try {
      // The device's own rate: some browsers refuse to mix rates in one context.
      context = new AudioContext({ latencyHint: 'interactive' });
      await context.audioWorklet.addModule(options.workletUrl);
      const node = new AudioWorkletNode(context, CAPTURE_PROCESSOR, { numberOfOutputs: 0 });
      node.port.onmessage = ({ data }: MessageEvent<Int16Array>) => listener(data, 16_000);
      context.createMediaStreamSource(stream).connect(node);
      await startContext(context);
    } catch (error) {
      await close();
      throw new DeviceError('MICROPHONE_FAILED', 'The browser could not read the microphone.', {
        cause: error,
      });
    }
  }

  async function close(): Promise<void> {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    const open = context;
    context = undefined;
    if (open !== undefined && open.state !== 'closed') await open.close();
  }

  return {
    start,
    close,
    get track() {
      return stream?.getAudioTracks()[0];
    },
    get muted() {
      return muted;
    },
    set muted(value) {
      muted = value;
      applyMute();
    },
  };
}

/** Names that browsers give to refusals, and what they mean to us. */
const REFUSALS: Readonly<Record<string, readonly [DeviceErrorCode, string]>> = {
  NotAllowedError: ['MICROPHONE_DENIED', 'The microphone was not allowed.'],
  SecurityError: ['MICROPHONE_DENIED', 'The browser does not give the microphone to this page.'],
  NotFoundError: ['MICROPHONE_MISSING', 'No microphone was found.'],
  OverconstrainedError: ['MICROPHONE_MISSING', 'The chosen microphone is not there.'],
  NotReadableError: ['MICROPHONE_BUSY', 'The microphone is in use.'],
  AbortError: ['MICROPHONE_BUSY', 'The microphone could not be started.'],
};

async function openStream(audio: MediaTrackConstraints): Promise<MediaStream> {
  if (globalThis.navigator?.mediaDevices === undefined) {
    throw new DeviceError(
      'MICROPHONE_DENIED',
      'Browsers give the microphone to https pages and localhost only.',
    );
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    const [code, message] = REFUSALS[name] ?? ['MICROPHONE_FAILED', 'The microphone could not be opened.'];
    throw new DeviceError(code, message, { cause: error });
  }
}
