import type { TranscriptEvent__Output } from '@parley/protocol/grpc';
import type { HeardCall } from './asr-client.js';
import type { AsrConformanceContext } from './asr-conformance.js';
import { within } from './suite.js';

/** The events of one call in a session of its own. The call is half-closed once `talk` is over. */
export async function oneCall(
  { client, modelId, answerTimeoutMs }: AsrConformanceContext,
  talk: (call: HeardCall) => void | Promise<void>,
): Promise<readonly TranscriptEvent__Output[]> {
  const id = await client.start(modelId);
  const call = client.open(id);
  await talk(call);
  call.halfClose();
  const events = await within(answerTimeoutMs, 'the answer', call.done);
  await client.end(id);
  return events;
}
