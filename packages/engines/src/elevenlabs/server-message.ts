import { ParleyError } from '@parley/protocol';
import { z } from 'zod';
import type { Alignment } from './alignment.js';

const times = z.array(z.number());
const schema = z.looseObject({
  audio: z.base64().nullish(),
  isFinal: z.boolean().nullish(),
  alignment: z
    .looseObject({
      chars: z.array(z.string()),
      charStartTimesMs: times,
      charDurationsMs: times.optional(),
      charsDurationsMs: times.optional(),
    })
    .nullish(),
  error: z.string().optional(),
  message: z.string().optional(),
});

/** What comes down the socket, in parley's terms. */
export interface ServerMessage {
  readonly audio: Uint8Array;
  readonly alignment: Alignment | undefined;
  readonly final: boolean;
}

/** Throws `ParleyError` SYNTHESIS_FAILED for an error message, and for what is no message. */
export function parseServerMessage(text: string): ServerMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ParleyError('SYNTHESIS_FAILED', 'the speech server sent what is no JSON', { cause });
  }
  const { data, error } = schema.safeParse(value);
  if (data === undefined) {
    throw new ParleyError('SYNTHESIS_FAILED', 'the speech server sent a message of another shape', {
      cause: error,
    });
  }
  if (data.error !== undefined) {
    const busy = /busy|rate|concurren/i.test(data.error);
    throw new ParleyError('SYNTHESIS_FAILED', `the speech server: ${data.message ?? data.error}`, {
      retryable: busy,
    });
  }
  const { alignment } = data;
  return {
    audio: Buffer.from(data.audio ?? '', 'base64'),
    final: data.isFinal === true,
    alignment: alignment
      ? {
          chars: alignment.chars,
          charStartTimesMs: alignment.charStartTimesMs,
          charDurationsMs: alignment.charDurationsMs ?? alignment.charsDurationsMs ?? [],
        }
      : undefined,
  };
}
