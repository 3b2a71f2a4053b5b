import { createDownsampler } from '../capture/downsampler.js';
import { createPlayoutBuffer } from '../playout/playout-buffer.js';
import { createSoundPost } from './rendered-sound.js';
import { createS16Chunks } from './s16-chunks.js';
import { TrackProcessor } from './track-processor.js';
import {
  CAPTURE_PROCESSOR,
  PLAYOUT_PROCESSOR,
  type PlayoutCommand,
  type PlayoutNotice,
  TRACK_PROCESSOR,
} from './worklet-messages.js';
import { workletScope } from './worklet-scope.js';

const scope = workletScope();

/** Renders a `PlayoutBuffer`; its context runs at 48 kHz. */
class PlayoutProcessor extends scope.AudioWorkletProcessor {
  readonly #buffer = createPlayoutBuffer({ onReport: (report) => this.#tell({ type: 'report', report }) });
  readonly #post = createSoundPost(this.port);

  constructor() {
    super();
    this.port.onmessage = (event) => this.#obey(event.data as PlayoutCommand);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [first, ...others] = outputs[0] ?? [];
    if (first === undefined) return true;
    this.#buffer.render(first);
    for (const channel of others) channel.set(first);
    if (this.#buffer.active) this.#post(first);
    return true;
  }

  #obey(command: PlayoutCommand): void {
    switch (command.type) {
      case 'play':
        this.#buffer.push(command.frame);
        return;
      case 'end':
        this.#buffer.endGeneration(command.generation);
        return;
      case 'flush':
        this.#buffer.flush(command.generation);
        return;
      case 'hold':
        this.#buffer.hold();
        return;
      case 'resume':
        this.#buffer.resume();
        return;
      case 'reset':
        this.#buffer.reset();
        return;
    }
  }

  #tell(notice: PlayoutNotice): void {
    this.port.postMessage(notice);
  }
}

const CAPTURE_RATE_HZ = 16_000;
/** Half a window of Silero: each window is complete the moment its last sample is there, here and in the server. */
const CHUNK_SAMPLES = 256;

/** Turns whatever the microphone gives into 16 ms chunks of mono 16 kHz s16. */
class CaptureProcessor extends scope.AudioWorkletProcessor {
  readonly #downsampler = createDownsampler(
    scope.sampleRate,
    CAPTURE_RATE_HZ,
    createS16Chunks(CHUNK_SAMPLES, (chunk) => this.port.postMessage(chunk, [chunk.buffer])),
  );
  #mono = new Float32Array(128);

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0] ?? [];
    const first = channels[0];
    if (first === undefined) return true;
    if (this.#mono.length !== first.length) this.#mono = new Float32Array(first.length);
    this.#mono.set(first);
    for (const channel of channels.slice(1))
      for (let i = 0; i < first.length; i += 1) this.#mono[i] = (this.#mono[i] ?? 0) + (channel[i] ?? 0);
    if (channels.length > 1)
      for (let i = 0; i < first.length; i += 1) this.#mono[i] = (this.#mono[i] ?? 0) / channels.length;
    this.#downsampler.push(this.#mono);
    return true;
  }
}

scope.registerProcessor(PLAYOUT_PROCESSOR, PlayoutProcessor);
scope.registerProcessor(TRACK_PROCESSOR, TrackProcessor);
scope.registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);
