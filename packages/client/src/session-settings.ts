import type { ClientMessageInput } from '@parley/protocol';
import type { ClientSettings } from './client-options.js';

type ConfigMessage = Extract<ClientMessageInput, { type: 'config' }>;

/** Settings as the protocol has them; undefined when nothing is set. */
export function configMessage(settings: ClientSettings): ConfigMessage | undefined {
  const { language, voice, model, echoCancellation, bargeIn, pushToTalk } = settings;
  const body = {
    ...(language === undefined ? {} : { language }),
    ...(voice === undefined ? {} : { voice }),
    ...(model === undefined ? {} : { model }),
    ...(echoCancellation === undefined ? {} : { echo_cancellation: echoCancellation }),
    ...(bargeIn === undefined ? {} : { barge_in: bargeIn }),
    ...(pushToTalk === undefined ? {} : { push_to_talk: pushToTalk }),
  };
  return Object.keys(body).length > 0 ? { type: 'config', ...body } : undefined;
}
