import type { Conversation, ConversationSnapshot } from '../conversation/conversation.js';
import { useAudioDevices } from '../devices/audio-devices.js';

interface SoundSettingsProps {
  readonly conversation: Conversation;
  readonly snapshot: ConversationSnapshot;
}

/** Which microphone, which loudspeaker, and whether turns end by a button. */
export function SoundSettings({ conversation, snapshot }: SoundSettingsProps) {
  const { microphones, speakers } = useAudioDevices(snapshot.microphone);
  return (
    <div className="settings" id="settings">
      <DeviceField
        label="Microphone"
        devices={microphones}
        onChoose={(id) => void conversation.chooseMicrophone(id)}
      />
      <DeviceField
        label="Loudspeaker"
        devices={speakers}
        onChoose={(id) => void conversation.chooseSpeaker(id)}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={snapshot.pushToTalk}
          onChange={(event) => conversation.setPushToTalk(event.target.checked)}
        />
        Push to talk
      </label>
    </div>
  );
}

interface DeviceFieldProps {
  readonly label: string;
  readonly devices: readonly MediaDeviceInfo[];
  readonly onChoose: (deviceId: string) => void;
}

function DeviceField({ label, devices, onChoose }: DeviceFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select
        disabled={devices.length === 0}
        defaultValue=""
        onChange={(event) => onChoose(event.target.value)}
      >
        <option value="" disabled>
          {devices.length === 0 ? 'None to choose' : 'System default'}
        </option>
        {devices.map(({ deviceId, label: name }) => (
          <option key={deviceId} value={deviceId}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
