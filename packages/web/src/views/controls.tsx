import type { Conversation, ConversationSnapshot } from '../conversation/conversation.js';
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
      <button
        type="button"
        className="tool"
        aria-pressed={detailed}
        title="Timeline (T)"
        onClick={props.onToggleDetailed}
      >
        <TimelineIcon />
        <span>Timeline</span>
      </button>
      <button
        type="button"
        className="tool"
        aria-expanded={settingsOpen}
        aria-controls="settings"
        title="Sound settings"
        onClick={props.onToggleSettings}
      >
        <SettingsIcon />
        <span>Sound</span>
      </button>
      <button type="button" className="tool tool-leave" onClick={props.onLeave}>
        Leave
      </button>
    </div>
  );
}
