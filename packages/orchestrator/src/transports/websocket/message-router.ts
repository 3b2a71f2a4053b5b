import { bytesToInt16 } from '@parley/audio';
import type { ClientMessage } from '@parley/protocol';
import type { SessionHandle } from '../../session-host/session-handle.js';
import { applyClientMessage } from '../messages/apply-client-message.js';
import { parseClientMessage } from '../messages/client-message-parser.js';
import type { UplinkPacer } from './uplink-pacer.js';

export interface MessageRouterOptions {
  readonly session: SessionHandle;
  readonly uplink: UplinkPacer;
  /** Of JSON audio that names no rate. */
  readonly inputRateHz: number;
  readonly onPing: (id: string | undefined) => void;
  /** The message is not valid; the connection goes on. */
  readonly onInvalid: (problem: string) => void;
}

/** Makes the function that takes a client's JSON to what it asks of the session. */
export function createMessageRouter(options: MessageRouterOptions): (json: string) => void {
  const { session, uplink, inputRateHz, onPing, onInvalid } = options;

  function route(message: ClientMessage): void {
    switch (message.type) {
      case 'audio':
        onAudio(message.pcm, message.sample_rate ?? inputRateHz);
        break;
      case 'ping':
        onPing(message.id);
        break;
      case 'commit':
        uplink.behind(session.commit);
        break;
      default:
        applyClientMessage(session, message);
    }
  }

  function onAudio(base64: string, sampleRateHz: number): void {
    const pcm = Buffer.from(base64, 'base64');
    if (pcm.byteLength % 2 === 1) onInvalid('Field "pcm": expected whole samples of two bytes.');
    else uplink.samples(bytesToInt16(pcm), sampleRateHz);
  }

  return (json) => {
    const parsed = parseClientMessage(json);
    if (parsed.ok) route(parsed.message);
    else onInvalid(parsed.problem);
  };
}
