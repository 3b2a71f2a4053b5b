import type { Speaker, SpeakerListener } from '../playout/speaker.js';
import { followProcessor } from './rendered-sound.js';
import { startContext } from './start-context.js';
import { TRACK_PROCESSOR, type TrackCommand } from './worklet-messages.js';

/** Renders the agent's live track. Takes no frames: `play` does nothing. Owns its node, not the context. */
export interface TrackSpeaker extends Speaker {
  /** The track that sounds from now on. */
  setTrack(track: MediaStreamTrack): void;
  /** The server writes this generation. */
  announce(generation: number): void;
}

/** In a 48 kHz context that has loaded the worklet module. */
export function createTrackSpeaker(context: AudioContext): TrackSpeaker {
  const node = new AudioWorkletNode(context, TRACK_PROCESSOR, { channelCount: 1, outputChannelCount: [1] });
  let source: MediaStreamAudioSourceNode | undefined;
  let element: HTMLAudioElement | undefined;
  const send = (command: TrackCommand) => node.port.postMessage(command);

  function removeTrack(): void {
    source?.disconnect();
    source = undefined;
    if (element !== undefined) element.srcObject = null;
    element = undefined;
  }

  return {
    async start(listener: SpeakerListener) {
      followProcessor(node.port, listener);
      node.connect(context.destination);
      await startContext(context);
    },
    setTrack(track) {
      removeTrack();
      const stream = new MediaStream([track]);
      // Chromium decodes a remote track only while a media element pulls it.
      element = new Audio();
      element.muted = true;
      element.srcObject = stream;
      // Muted, it needs no permission to play; it is refused only when it is removed before it began.
      element.play().catch(() => undefined);
      source = context.createMediaStreamSource(stream);
      source.connect(node);
    },
    announce: (generation) => send({ type: 'announce', generation }),
    play: () => undefined,
    endGeneration: (generation) => send({ type: 'end', generation }),
    hold: () => send({ type: 'hold' }),
    resume: () => send({ type: 'resume' }),
    flush: (generation) => send({ type: 'flush', generation }),
    reset: () => send({ type: 'reset' }),
    async close() {
      removeTrack();
      node.port.onmessage = null;
      node.disconnect();
    },
  };
}
