import type { ClientMessage } from '@parley/protocol';
import type { SessionHandle } from '../../session-host/session-handle.js';

/** Messages that ask something of the session; audio and pings concern the wire they came by. */
export type SessionMessage = Exclude<ClientMessage, { type: 'audio' | 'ping' }>;

/** Takes a client's message to its session. Never throws. */
export function applyClientMessage(session: SessionHandle, message: SessionMessage): void {
  switch (message.type) {
    case 'text':
      session.text({
        text: message.text,
        isFinal: message.is_final,
        respond: message.respond,
        interruptible: message.interruptible,
      });
      break;
    case 'control':
      session.control(message.command);
      break;
    case 'playback':
      session.reportPlayback({
        generation: message.generation,
        samplePosition: message.position,
        held: message.held ?? false,
      });
      break;
    case 'commit':
      session.commit();
      break;
    case 'hearing':
      // The agent in the room took it.
      break;
    case 'config':
      session.configure({
        language: message.language,
        voice: message.voice,
        model: message.model,
        routingPolicy: message.routing_policy,
        echoCancellation: message.echo_cancellation,
        bargeIn: message.barge_in,
        pushToTalk: message.push_to_talk,
      });
      break;
  }
}
