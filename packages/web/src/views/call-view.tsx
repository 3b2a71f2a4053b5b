import { useCallback, useState } from 'react';
import type { AppConfig } from '../app-config.js';
import type { Conversation, ConversationSnapshot } from '../conversation/conversation.js';
import { TimelineBand } from '../timeline/timeline-band.js';
import { useCallKeys } from './call-keys.js';
import { Composer } from './composer.js';
import { Controls } from './controls.js';
import { SoundSettings } from './sound-settings.js';
import { StateLine } from './state-line.js';
import { Transcript } from './transcript.js';
import { TurnLatencies } from './turn-latencies.js';

interface CallViewProps {
  readonly config: AppConfig;
  readonly conversation: Conversation;
  readonly snapshot: ConversationSnapshot;
}

/** The conversation: the script above, the two voices and the buttons below. */
export function CallView({ config, conversation, snapshot }: CallViewProps) {
  const [detailed, setDetailed] = useState(false);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const toggleDetailed = useCallback(() => setDetailed((open) => !open), []);
  useCallKeys(conversation, toggleDetailed);
  const { agentName, supportsChatInput } = config;
  const voiceWorks = snapshot.microphone === 'on' || snapshot.microphone === 'muted';
  const canType = supportsChatInput || !voiceWorks;

  return (
    <main className="call">
      <Transcript
        entries={snapshot.entries}
        agentName={agentName}
        held={snapshot.held}
        hint={
          voiceWorks || snapshot.microphone === 'asking'
            ? 'Say something. You can talk over the answer.'
            : 'Write something. The answer is spoken.'
        }
      />
      <div className="dock">
        <StateLine snapshot={snapshot} agentName={agentName} />
        <TimelineBand record={conversation.timeline} detailed={detailed} />
        {detailed && <TurnLatencies turns={snapshot.turns} />}
        {settingsOpen && <SoundSettings conversation={conversation} snapshot={snapshot} />}
        <div className="dock-row">
          {canType && (
            <Composer
              agentName={agentName}
              disabled={snapshot.phase !== 'live'}
              onSend={(text) => conversation.sendText(text)}
            />
          )}
          <Controls
            conversation={conversation}
            snapshot={snapshot}
            detailed={detailed}
            settingsOpen={settingsOpen}
            onToggleDetailed={toggleDetailed}
            onToggleSettings={() => setSettingsOpen((open) => !open)}
            onLeave={() => void conversation.leave()}
          />
        </div>
      </div>
    </main>
  );
}
