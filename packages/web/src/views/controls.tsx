import type { Conversation } from '../conversation/conversation.js';
import type { ConversationSnapshot } from '../conversation/snapshot.js';
import { MicrophoneIcon, MutedIcon, SettingsIcon, StopIcon, TimelineIcon } from './icons.js';

interface ControlsProps {
  readonly conversation: Conversation;
  readonly snapshot: ConversationSnapshot;
  readonly detailed: boolean;
  readonly settingsOpen: boolean;
  readonly onToggleDetailed: () => void;
  readonly onToggleSettings: () => void;
  readonly onLeave: () => void;
}

/** The buttons under the band. Each has a key, told in its title. */
export function Controls(props: ControlsProps) {
  const { conversation, snapshot, detailed, settingsOpen } = props;
  const { microphone, pushToTalk, talking, sounding } = snapshot;
  const hasMicrophone = microphone === 'on' || microphone === 'muted';
  const muted = microphone === 'muted';
  if (snapshot.phase === 'ended') {
    return (
      <div className="controls">
        <TimelineButton detailed={detailed} onToggle={props.onToggleDetailed} />
        <button type="button" className="primary" onClick={() => void conversation.startAgain()}>
          Start again
        </button>
        <button type="button" className="tool tool-leave" onClick={props.onLeave}>
          Leave
        </button>
      </div>
    );
  }
  return (
    <div className="controls" role="toolbar" aria-label="Call">
      {hasMicrophone && pushToTalk && (
        <button
          type="button"
          className="talk"
          aria-pressed={talking}
          title="Hold to talk (space)"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            conversation.setTalking(true);
          }}
          onPointerUp={() => conversation.setTalking(false)}
          onPointerCancel={() => conversation.setTalking(false)}
        >
          <MicrophoneIcon />
          {talking ? 'Listening' : 'Hold to talk'}
        </button>
      )}
      {hasMicrophone && !pushToTalk && (
        <button
          type="button"
          className="tool"
          aria-pressed={muted}
          title={muted ? 'Unmute (M)' : 'Mute (M)'}
          onClick={() => conversation.setMuted(!muted)}
        >
          {muted ? <MutedIcon /> : <MicrophoneIcon />}
          <span>{muted ? 'Muted' : 'Mute'}</span>
        </button>
      )}
      {(microphone === 'off' || microphone === 'unavailable') && (
        <button
          type="button"
          className="tool"
          title="Talk instead of typing"
          onClick={() => void conversation.openMicrophone('')}
        >
          <MicrophoneIcon />
          <span>Talk</span>
        </button>
      )}
      <button
        type="button"
        className="tool"
        disabled={!sounding}
        title="Stop the reply (Esc)"
        onClick={() => conversation.stopReply()}
      >
        <StopIcon />
        <span>Stop</span>
      </button>
      <TimelineButton detailed={detailed} onToggle={props.onToggleDetailed} />
      <button
        type="button"
        className="tool"
        aria-expanded={settingsOpen}
        aria-controls="settings"
        title="Microphone, loudspeaker, voice"
        onClick={props.onToggleSettings}
      >
        <SettingsIcon />
        <span>Settings</span>
      </button>
      <button type="button" className="tool tool-leave" onClick={props.onLeave}>
        Leave
      </button>
    </div>
  );
}

function TimelineButton({
  detailed,
  onToggle,
}: {
  readonly detailed: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <button type="button" className="tool" aria-pressed={detailed} title="Timeline (T)" onClick={onToggle}>
      <TimelineIcon />
      <span>Timeline</span>
    </button>
  );
}
