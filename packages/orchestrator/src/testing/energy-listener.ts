import { VAD_WINDOW_SAMPLES } from '@parley/protocol';
import type { Listener, ListenerFactory } from '../listening/listener.js';

/** A listener without a model: loud windows are speech. Takes 16 kHz as it is, and other rates by leaving samples out. */
export interface EnergyListenerFactory extends ListenerFactory {
  readonly openListeners: number;
  /** Everything pushed since the start, all sessions in one, for tests that compare samples. */
  readonly heard: readonly number[];
}

export function createEnergyListenerFactory(threshold = 0.02): EnergyListenerFactory {
  let openListeners = 0;
  const heard: number[] = [];

  return {
    get openListeners() {
      return openListeners;
    },
    heard,
    open({ onWindow }): Listener {
      openListeners += 1;
      let open = true;
      let startSample = 0;
      let window = new Float32Array(VAD_WINDOW_SAMPLES);
      let filled = 0;
      let waiting = 0;

      function finish(): void {
        const samples = window;
        const rms = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
        const from = startSample;
        waiting += 1;
        setImmediate(() => {
          waiting -= 1;
          if (open) onWindow({ startSample: from, samples, speechProbability: rms > threshold ? 1 : 0 });
        });
        startSample += samples.length;
        window = new Float32Array(VAD_WINDOW_SAMPLES);
        filled = 0;
      }

      return {
        push(pcm, sampleRateHz) {
          const step = sampleRateHz / 16_000;
          for (let at = 0; at < pcm.length; at += step) {
            const sample = pcm[Math.floor(at)] ?? 0;
            if (heard.length < 100_000) heard.push(sample);
            window[filled] = sample / 32_768;
            filled += 1;
            if (filled === window.length) finish();
          }
        },
        afterPending(task) {
          if (filled > 0) finish();
          if (waiting === 0) task();
          // Immediates run in the order in which they were set.
          else setImmediate(() => open && task());
        },
        close() {
          if (open) openListeners -= 1;
          open = false;
        },
      };
    },
    close: async () => {},
  };
}
