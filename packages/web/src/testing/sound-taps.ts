/** 128 samples as they passed: wall time in the audio thread, and mean square. */
export interface TappedQuantum {
  readonly atMs: number;
  readonly meanSquare: number;
}

export interface SoundTaps {
  readonly microphone: readonly TappedQuantum[];
  readonly output: readonly TappedQuantum[];
}

/**
 * Runs in the page before anything else: listens in on what the microphone gives and on what reaches an output, in
 * `globalThis.soundTaps`. The clock is the same for both, and no way through the page's own code is taken.
 */
export function installSoundTaps(): void {
  const taps = { microphone: [] as TappedQuantum[], output: [] as TappedQuantum[] };
  Object.assign(globalThis, { soundTaps: taps });
  const code = `registerProcessor('tap', class extends AudioWorkletProcessor {
    process([[samples]]) {
      let sum = 0;
      for (const value of samples ?? []) sum += value * value;
      this.port.postMessage({ atMs: Date.now(), meanSquare: samples ? sum / samples.length : 0 });
      return true;
    }
  });`;
  const moduleUrl = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const connect = AudioNode.prototype.connect;

  async function tap(node: AudioNode, into: TappedQuantum[]): Promise<void> {
    await node.context.audioWorklet.addModule(moduleUrl);
    const listener = new AudioWorkletNode(node.context, 'tap', { numberOfOutputs: 0 });
    listener.port.onmessage = ({ data }) => into.push(data as TappedQuantum);
    Reflect.apply(connect, node, [listener]);
  }

  AudioNode.prototype.connect = function patched(this: AudioNode, ...args: unknown[]): AudioNode {
    const [target] = args;
    if (target instanceof AudioDestinationNode) void tap(this, taps.output);
    const remote = target instanceof AudioWorkletNode && target.numberOfOutputs > 0;
    if (this instanceof MediaStreamAudioSourceNode && !remote) void tap(this, taps.microphone);
    return Reflect.apply(connect, this, args) as AudioNode;
  } as typeof connect;
}
