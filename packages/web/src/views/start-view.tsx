import { useState } from 'react';
import type { AppConfig } from '../app-config.js';
import type { StartOptions } from '../conversation/conversation.js';
import type { SpeechChoice } from '../conversation/snapshot.js';
import type { ServerApi, ServerStatus } from '../server/server-api.js';
import { useCatalogue } from '../server/use-catalogue.js';
import { useServerStatus } from '../server/use-server-status.js';
import { HowItListens } from './how-it-listens.js';
import { MicrophoneIcon } from './icons.js';
import { SpeechPicker } from './speech-picker.js';
import { TokenForm } from './token-form.js';

interface StartViewProps {
  readonly config: AppConfig;
  readonly api: ServerApi;
  readonly connecting: boolean;
  /** What the connection waits for, in a sentence. */
  readonly awaited: string;
  readonly onStart: (options: StartOptions) => void;
  readonly onCancel: () => void;
}

const STATUS_TEXT: Readonly<Record<ServerStatus, string>> = {
  unknown: 'Looking for the server',
  ready: 'Server ready',
  'not-ready': 'The server is up but not ready: voices are still loading or away',
  locked: 'The server wants a token. Its operator knows one',
  unreachable: 'The server cannot be reached. Start it with “parley serve”',
};

/** Before the conversation: is the server there, who speaks, and begin. */
export function StartView({ config, api, connecting, awaited, onStart, onCancel }: StartViewProps) {
  const [status, checkAgain] = useServerStatus(api);
  const catalogue = useCatalogue(api, status);
  const [speech, setSpeech] = useState<SpeechChoice>({});

  return (
    <main className="start">
      <div className="start-lead">
        <h1>{config.pageDescription}</h1>
        {status === 'locked' ? (
          <TokenForm
            onToken={(token) => {
              api.token = token;
              checkAgain();
            }}
          />
        ) : (
          <div className="start-actions">
            <button
              type="button"
              className="primary"
              disabled={connecting}
              onClick={() => onStart({ ...speech, microphone: true })}
            >
              <MicrophoneIcon />
              {connecting ? 'Connecting…' : config.startButtonText}
            </button>
            {connecting ? (
              <button type="button" className="secondary" onClick={onCancel}>
                Cancel
              </button>
            ) : (
              <button
                type="button"
                className="secondary"
                onClick={() => onStart({ ...speech, microphone: false })}
              >
                Type instead
              </button>
            )}
            {!connecting && <SpeechPicker catalogue={catalogue} value={speech} onChange={setSpeech} />}
          </div>
        )}
        <p className="server-status" data-status={status} role="status">
          {connecting && awaited !== '' ? awaited : STATUS_TEXT[status]}
        </p>
      </div>
      <HowItListens />
    </main>
  );
}
