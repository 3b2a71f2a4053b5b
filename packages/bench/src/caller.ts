import { type ClientEvents, type ClientOptions, createClient, type ParleyClient } from '@parley/client';
import {
  createVirtualMicrophone,
  createVirtualSpeaker,
  type RenderedSpan,
  type SpokenChunk,
  type VirtualMicrophone,
} from '@parley/client/node';

/** A person with a headset, on the clock of this process: knows when each of their samples left and what they heard when. */
export interface Caller {
  readonly client: ParleyClient;
  readonly microphone: VirtualMicrophone;
  /** Agent audio as it was rendered, oldest first. */
  readonly heard: readonly RenderedSpan[];
  /** Events in the order they came. */
  readonly log: readonly LoggedEvent[];
  /** Says a 16 kHz clip; resolves when its last sample left, with the time at which the sample at `sample` was sent. */
  say(clip: Int16Array, sample: number): Promise<number>;
  /** When a sample of the clip that was said last left. Throws for one that did not. */
  sentAtMs(sample: number): number;
  /** The first event of that name, from now on, that satisfies the test. Rejects after the timeout. */
  next<Name extends keyof ClientEvents>(
    name: Name,
    test?: (event: ClientEvents[Name]) => boolean,
    timeoutMs?: number,
  ): Promise<ClientEvents[Name] & { atMs: number }>;
  close(): Promise<void>;
}

export interface LoggedEvent {
  readonly name: keyof ClientEvents;
  readonly atMs: number;
  readonly event: unknown;
}

const LOGGED = [
  'state',
  'speech',
  'transcript',
  'reply',
  'playback',
  'turn',
  'end',
  'error',
  'connection',
] as const;

export async function createCaller(options: ClientOptions): Promise<Caller> {
  const heard: RenderedSpan[] = [];
  const chunks: SpokenChunk[] = [];
  const log: LoggedEvent[] = [];
  const microphone = createVirtualMicrophone({ onChunk: (chunk) => chunks.push(chunk) });
  const speaker = createVirtualSpeaker({ onSpan: (span) => heard.push(span) });
  const client = createClient({ reconnect: false, ...options, audio: { speaker, microphone } });
  for (const name of LOGGED) client.on(name, (event) => log.push({ name, atMs: performance.now(), event }));
  await client.connect();
  function sentAtMs(sample: number): number {
    const chunk = chunks.find((one) => sample >= one.clipSample && sample < one.clipSample + one.samples);
    if (chunk === undefined) throw new Error(`sample ${sample} of the clip was not sent`);
    return chunk.atMs;
  }
  return {
    client,
    microphone,
    heard,
    log,
    async say(clip, sample) {
      chunks.length = 0;
      await microphone.say(clip);
      return sentAtMs(sample);
    },
    sentAtMs,
    next: (name, test = () => true, timeoutMs = 20_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          stopListening();
          reject(
            new Error(`no "${name}" within ${timeoutMs} ms; last events: ${JSON.stringify(log.slice(-6))}`),
          );
        }, timeoutMs);
        const stopListening = client.on(name, (event) => {
          if (!test(event)) return;
          clearTimeout(timer);
          stopListening();
          resolve({ ...event, atMs: performance.now() });
        });
      }),
    close: () => client.close(),
  };
}

/** When the last sample of the generation was heard, fade out included; undefined when none was. */
export function lastHeardMs(heard: readonly RenderedSpan[], generation: number): number | undefined {
  const last = heard.findLast((span) => span.generation === generation);
  return last === undefined ? undefined : last.atMs + last.samples / 48;
}
