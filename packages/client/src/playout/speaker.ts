import type { PlayoutReport } from './playout-report.js';

/** How loud a side is, over the last 20 ms or so; both in 0 to 1. */
export interface Level {
  readonly rms: number;
  readonly peak: number;
}

export interface SpeakerListener {
  onReport(report: PlayoutReport): void;
  onLevel(level: Level): void;
  /** What sounds, 48 kHz mono, as it is rendered. Not every speaker tells it. The samples may be kept. */
  onSound?(samples: Int16Array): void;
}

/**
 * Something that renders the agent's audio around a `PlayoutBuffer`: a browser's AudioWorklet, Node's virtual
 * speaker, a sound card. Calls never wait; `close` releases the device.
 */
export interface Speaker {
  /** Opens the device. Throws `DeviceError`. Idempotent. */
  start(listener: SpeakerListener): Promise<void>;
  /** 48 kHz mono audio of a generation. The samples are the caller's again after the call. */
  play(generation: number, samplePosition: number, samples: Int16Array): void;
  endGeneration(generation: number): void;
  hold(): void;
  resume(): void;
  flush(generation: number): void;
  /** Silent, and as if nothing had come yet: another session counts its generations anew. Tells no report. */
  reset(): void;
  close(): Promise<void>;
}
