import { createOnsetGate, type SpeechDetector } from '@parley/client';

const WINDOW_MS = 32;
const RATE_HZ = 16_000;
/** As the server holds a reply: a hold that it would not confirm is of no use. */
const GATE = { threshold: 0.4, releaseThreshold: 0.35 };

/**
 * Silero VAD in the browser. The model and its runtime (16 MB, 5 over the wire, from this page's own server) are loaded
 * at once where a microphone was asked for, else when the first audio comes, and kept by the browser's cache. Owns a
 * Web Worker.
 */
export function createSileroDetector(microphoneAsked: boolean): SpeechDetector {
  let worker: Worker | undefined;
  let tell: { readonly onset: () => void; readonly speech: () => void } | undefined;

  function open(): Worker {
    const opened = new Worker(new URL('./silero-worker.ts', import.meta.url), { type: 'module' });
    const gate = createOnsetGate(WINDOW_MS, GATE);
    opened.onmessage = ({ data }: MessageEvent<number>) => {
      if (data >= GATE.threshold) tell?.speech();
      if (gate(data)) tell?.onset();
    };
    return opened;
  }

  return {
    start(onOnset, onSpeech) {
      tell = { onset: onOnset, speech: onSpeech };
      if (microphoneAsked) worker ??= open();
    },
    push(samples, sampleRateHz) {
      if (tell === undefined || sampleRateHz !== RATE_HZ) return;
      worker ??= open();
      worker.postMessage(samples);
    },
    close() {
      tell = undefined;
      worker?.terminate();
      worker = undefined;
    },
  };
}
