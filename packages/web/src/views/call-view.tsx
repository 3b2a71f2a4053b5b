import { useCallback, useState } from 'react';
import type { AppConfig } from '../app-config.js';
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationSnapshot } from '../conversation/snapshot.js';
import { useScreenAwake } from '../devices/screen-awake.js';
import type { ServerApi } from '../server/server-api.js';
import { SaveButtons } from '../timeline/save-buttons.js';
import { TimelineBand } from '../timeline/timeline-band.js';
import { useCallKeys } from './call-keys.js';
import { Composer } from './composer.js';
import { Controls } from './controls.js';
import { Settings } from './settings.js';
import { StateLine } from './state-line.js';
import { Transcript } from './transcript.js';
import { TurnLatencies } from './turn-latencies.js';

interface CallViewProps {
  readonly config: AppConfig;
  readonly api: ServerApi;
  readonly conversation: Conversation;
  readonly snapshot: ConversationSnapshot;
}

/** The conversation: the script above, the two voices and the buttons below. */
export function CallView({ config, api, conversation, snapshot }: CallViewProps) {
  const [detailed, setDetailed] = useState(false);
  const [settingsOpen, setSettingsOpen] = useState(false);
  const toggleDetailed = useCallback(() => setDetailed((open) => !open), []);
  useCallKeys(conversation, toggleDetailed);
  useScreenAwake(snapshot.phase === 'live');
  const { agentName, supportsChatInput } = config;
  const voiceWorks = snapshot.microphone === 'on' || snapshot.microphone === 'muted';
  const canType = supportsChatInput || !voiceWorks;

  return (
    <main className="call">
      <h1 className="sr-only">A conversation with {agentName}</h1>
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
        {(detailed || settingsOpen) && (
          <div className="panels">
            {detailed && <TurnLatencies turns={snapshot.turns} />}
            {detailed && <SaveButtons conversation={conversation} />}
            {settingsOpen && <Settings api={api} conversation={conversation} snapshot={snapshot} />}
          </div>
        )}
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
