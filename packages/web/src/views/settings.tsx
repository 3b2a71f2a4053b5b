import type { Conversation } from '../conversation/conversation.js';
import type { ConversationSnapshot } from '../conversation/snapshot.js';
import { useAudioDevices } from '../devices/audio-devices.js';
import type { ServerApi } from '../server/server-api.js';
import { useCatalogue } from '../server/use-catalogue.js';
import { SpeechPicker } from './speech-picker.js';

interface SettingsProps {
  readonly api: ServerApi;
  readonly conversation: Conversation;
  readonly snapshot: ConversationSnapshot;
}

/** Which microphone, loudspeaker and voice, and whether turns end by a button. */
export function Settings({ api, conversation, snapshot }: SettingsProps) {
  const { microphones, speakers } = useAudioDevices(snapshot.microphone);
  const catalogue = useCatalogue(api, 'ready');
  return (
    <section className="settings" id="settings" aria-label="Settings">
      <DeviceField
        label="Microphone"
        devices={microphones}
        value={snapshot.microphoneId}
        onChoose={(id) => void conversation.openMicrophone(id)}
      />
      <DeviceField
        label="Loudspeaker"
        devices={speakers}
        value={snapshot.speakerId}
        onChoose={(id) => void conversation.chooseSpeaker(id)}
      />
      <SpeechPicker
        catalogue={catalogue}
        value={snapshot.speech}
        lasting
        onChange={(choice) => conversation.chooseSpeech(choice)}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={snapshot.pushToTalk}
          onChange={(event) => conversation.setPushToTalk(event.target.checked)}
        />
        Push to talk
      </label>
      <p className="keys">
        <kbd>M</kbd> mutes, <kbd>Esc</kbd> stops the reply, <kbd>T</kbd> shows the timeline, <kbd>/</kbd>{' '}
        writes{snapshot.pushToTalk && ', '}
        {snapshot.pushToTalk && <kbd>Space</kbd>}
        {snapshot.pushToTalk && ' talks'}
      </p>
    </section>
  );
}

interface DeviceFieldProps {
  readonly label: string;
  readonly devices: readonly MediaDeviceInfo[];
  readonly value: string;
  readonly onChoose: (deviceId: string) => void;
}

function DeviceField({ label, devices, value, onChoose }: DeviceFieldProps) {
  // The browser lists the system's choice once more under this id.
  const others = devices.filter(({ deviceId }) => deviceId !== 'default' && deviceId !== '');
  return (
    <label className="field">
      <span>{label}</span>
      <select
        disabled={devices.length === 0}
        value={value}
        onChange={(event) => onChoose(event.target.value)}
      >
        <option value="">{devices.length === 0 ? 'Named once allowed' : 'System default'}</option>
        {others.map(({ deviceId, label: name }) => (
          <option key={deviceId} value={deviceId}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
