import type { Wire } from '@parley/client';
import type { ConversationSnapshot } from '../conversation/snapshot.js';

/** One sentence that says whose turn it is. */
export function StateLine({ snapshot, agentName }: { snapshot: ConversationSnapshot; agentName: string }) {
  const { tone, text, aside } = describe(snapshot, agentName);
  return (
    <p className="state-line" data-tone={tone} role="status">
      <span className="state-dot" aria-hidden="true" />
      <span>
        {text}
        {aside !== undefined && <span className="where-there-is-room">{aside}</span>}
      </span>
      {snapshot.wire !== undefined && <WireBadge wire={snapshot.wire} />}
    </p>
  );
}

const WIRES: Readonly<Record<Wire, { readonly name: string; readonly title: string }>> = {
  webrtc: { name: 'WebRTC', title: 'Sound travels over WebRTC.' },
  websocket: { name: 'WebSocket', title: 'Sound travels over the WebSocket.' },
};

function WireBadge({ wire }: { readonly wire: Wire }) {
  const { name, title } = WIRES[wire];
  return (
    <span className="wire-badge" title={title}>
      {name}
    </span>
  );
}

interface Description {
  readonly tone: 'person' | 'agent' | 'held' | 'off';
  readonly text: string;
  /** More of the sentence, which a phone has no room for. */
  readonly aside?: string;
}

function describe(snapshot: ConversationSnapshot, agentName: string): Description {
  const { phase, state, held, microphone, pushToTalk, talking, status, speech } = snapshot;
  if (phase === 'reconnecting') return { tone: 'off', text: 'Reconnecting' };
  if (status !== '') return { tone: 'off', text: status };
  if (phase === 'ended') return { tone: 'off', text: endText(snapshot.endReason) };
  if (held || state === 'barged_in') return { tone: 'held', text: `${agentName} holds and listens to you` };
  if (speech.loads === true && !snapshot.sounding && (state === 'processing' || state === 'speaking'))
    return { tone: 'agent', text: `${agentName} loads the voice` };
  if (state === 'speaking')
    return { tone: 'agent', text: `${agentName} speaks`, aside: '. Talk over it any time' };
  if (state === 'processing') return { tone: 'agent', text: `${agentName} thinks` };
  if (microphone === 'asking')
    return { tone: 'off', text: 'Allow the microphone', aside: ' to talk, or type' };
  if (microphone === 'off' || microphone === 'unavailable') return { tone: 'off', text: 'Your turn: type' };
  if (pushToTalk)
    return {
      tone: 'person',
      text: talking ? 'Listening to you' : 'Your turn: hold the button',
      ...(talking ? {} : { aside: ' or the space key' }),
    };
  if (microphone === 'muted') return { tone: 'off', text: 'You are muted' };
  return { tone: 'person', text: 'Listening to you' };
}

const ENDS: Readonly<Record<string, string>> = {
  idle_timeout: 'Ended: nobody said anything for a while',
  max_duration: 'Ended: the longest time for a conversation is over',
  max_messages: 'Ended: the most messages for a conversation were sent',
  shutdown: 'Ended: the server shuts down',
  error: 'Ended: something broke in the server',
};

function endText(reason: string): string {
  return ENDS[reason] ?? `Ended: ${reason.replaceAll('_', ' ')}`;
}
