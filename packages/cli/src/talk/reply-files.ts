import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeWav } from '@parley/audio';
import type { ParleyClient } from '@parley/client';
import { SAMPLE_RATE_HZ } from '@parley/protocol';
import { type CommandContext, note } from '../context.js';

/** Longer replies are cut there in their file: 10 minutes. */
const MAX_SAMPLES = 600 * SAMPLE_RATE_HZ;

/** Keeps what comes of each reply, and writes it to `FOLDER/reply-N.wav` when the reply has ended, as far as it was heard. */
export function createReplyFiles(
  context: CommandContext,
  client: ParleyClient,
  folder: string,
): { /** Writes what has not ended. */ close(): void } {
  const replies = new Map<number, { frames: { at: number; samples: Int16Array }[]; end: number }>();
  let written = 0;

  client.on('audio', ({ generation, samplePosition, samples }) => {
    const reply = replies.get(generation) ?? { frames: [], end: 0 };
    if (samplePosition + samples.length > MAX_SAMPLES) return;
    reply.frames.push({ at: samplePosition, samples: samples.slice() });
    reply.end = Math.max(reply.end, samplePosition + samples.length);
    replies.set(generation, reply);
  });
  client.on('playback', ({ cause, generation, samplePosition }) => {
    const reply = replies.get(generation);
    if (reply === undefined) return;
    if (cause === 'flush') reply.end = Math.min(reply.end, samplePosition);
    if (cause === 'flush' || cause === 'end') write(generation);
  });

  function write(generation: number): void {
    const reply = replies.get(generation);
    replies.delete(generation);
    if (reply === undefined || reply.end === 0) return;
    const samples = new Int16Array(reply.end);
    for (const frame of reply.frames) {
      if (frame.at < reply.end) samples.set(frame.samples.subarray(0, reply.end - frame.at), frame.at);
    }
    mkdirSync(folder, { recursive: true });
    written += 1;
    const file = join(folder, `reply-${written}.wav`);
    writeFileSync(file, encodeWav(samples, SAMPLE_RATE_HZ));
    note(context, `${file} (${(samples.length / SAMPLE_RATE_HZ).toFixed(1)} s)`);
  }

  return {
    close() {
      for (const generation of [...replies.keys()]) write(generation);
    },
  };
}
