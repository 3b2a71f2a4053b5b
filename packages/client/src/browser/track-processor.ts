import { createTrackPlayout } from '../playout/track-playout.js';
import { createSoundPost } from './rendered-sound.js';
import type { PlayoutNotice, TrackCommand } from './worklet-messages.js';
import { workletScope } from './worklet-scope.js';

const scope = workletScope();

/** Puts a `TrackPlayout` between a live track and the output; its context runs at 48 kHz. */
export class TrackProcessor extends scope.AudioWorkletProcessor {
  readonly #playout = createTrackPlayout({ onReport: (report) => this.#tell({ type: 'report', report }) });
  readonly #post = createSoundPost(this.port);

  constructor() {
    super();
    this.port.onmessage = (event) => this.#obey(event.data as TrackCommand);
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [first, ...others] = outputs[0] ?? [];
    if (first === undefined) return true;
    this.#playout.render(inputs[0]?.[0], first);
    for (const channel of others) channel.set(first);
    if (this.#playout.active) this.#post(first);
    return true;
  }

  #obey(command: TrackCommand): void {
    switch (command.type) {
      case 'announce':
        this.#playout.announce(command.generation);
        return;
      case 'end':
        this.#playout.endGeneration(command.generation);
        return;
      case 'flush':
        this.#playout.flush(command.generation);
        return;
      case 'hold':
        this.#playout.hold();
        return;
      case 'resume':
        this.#playout.resume();
        return;
      case 'reset':
        this.#playout.reset();
        return;
    }
  }

  #tell(notice: PlayoutNotice): void {
    this.port.postMessage(notice);
  }
}
