import { useEffect, useState } from 'react';
import type { AppConfig } from '../app-config.js';
import type { StartOptions } from '../conversation/conversation.js';
import type { ServerApi, ServerStatus, Voice } from '../server/server-api.js';
import { HowItListens } from './how-it-listens.js';
import { MicrophoneIcon } from './icons.js';

interface StartViewProps {
  readonly config: AppConfig;
  readonly api: ServerApi;
  readonly connecting: boolean;
  /** What the connection waits for, in a sentence. */
  readonly awaited: string;
  readonly onStart: (options: StartOptions) => void;
}

const STATUS_TEXT: Readonly<Record<ServerStatus, string>> = {
  unknown: 'Looking for the server',
  ready: 'Server ready',
  'not-ready': 'The server is up but not ready: voices are still loading or away',
  unreachable: 'The server cannot be reached. Start it with “parley serve”',
};
const CHECK_EVERY_MS = 5000;

/** Before the conversation: is the server there, which voice, and begin. */
export function StartView({ config, api, connecting, awaited, onStart }: StartViewProps) {
  const status = useServerStatus(api);
  const voices = useVoices(api, status);
  const [voice, setVoice] = useState('');
  const options = { voice: voice === '' ? undefined : voice };

  return (
    <main className="start">
      <div className="start-lead">
        <h1>{config.pageDescription}</h1>
        <div className="start-actions">
          <button
            type="button"
            className="primary"
            disabled={connecting}
            onClick={() => onStart({ ...options, microphone: true })}
          >
            <MicrophoneIcon />
            {connecting ? 'Connecting…' : config.startButtonText}
          </button>
          <button
            type="button"
            className="secondary"
            disabled={connecting}
            onClick={() => onStart({ ...options, microphone: false })}
          >
            Type instead
          </button>
          {voices.length > 1 && <VoicePicker voices={voices} value={voice} onChange={setVoice} />}
        </div>
        <p className="server-status" data-status={status} role="status">
          {connecting && awaited !== '' ? awaited : STATUS_TEXT[status]}
        </p>
      </div>
      <HowItListens />
    </main>
  );
}

function VoicePicker({
  voices,
  value,
  onChange,
}: {
  voices: readonly Voice[];
  value: string;
  onChange: (id: string) => void;
}) {
  return (
    <label className="field">
      <span>Voice</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">As the server is set</option>
        {voices.map(({ id, languages }) => (
          <option key={id} value={id}>
            {languages.length > 0 ? `${id} (${languages.join(', ')})` : id}
          </option>
        ))}
      </select>
    </label>
  );
}

function useServerStatus(api: ServerApi): ServerStatus {
  const [status, setStatus] = useState<ServerStatus>('unknown');
  useEffect(() => {
    let current = true;
    const check = () => {
      void api.status().then((next) => current && setStatus(next));
    };
    check();
    const timer = setInterval(check, CHECK_EVERY_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [api]);
  return status;
}

function useVoices(api: ServerApi, status: ServerStatus): readonly Voice[] {
  const [voices, setVoices] = useState<readonly Voice[]>([]);
  useEffect(() => {
    let current = true;
    if (status === 'ready') void api.voices().then((list) => current && setVoices(list));
    return () => {
      current = false;
    };
  }, [api, status]);
  return voices;
}
