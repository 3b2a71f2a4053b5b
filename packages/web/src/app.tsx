import { useSyncExternalStore } from 'react';
import type { AppConfig } from './app-config.js';
import type { Conversation } from './conversation/conversation.js';
import type { ServerApi } from './server/server-api.js';
import { useTheme } from './theme/theme.js';
import { CallView } from './views/call-view.js';
import { ThemeIcon } from './views/icons.js';
import { Notices } from './views/notices.js';
import { StartView } from './views/start-view.js';
import { Wordmark } from './views/wordmark.js';

interface AppProps {
  readonly config: AppConfig;
  readonly api: ServerApi;
  readonly conversation: Conversation;
}

export function App({ config, api, conversation }: AppProps) {
  const snapshot = useSyncExternalStore(conversation.subscribe, conversation.snapshot);
  const [theme, nextTheme] = useTheme();
  const started =
    snapshot.phase === 'live' || snapshot.phase === 'reconnecting' || snapshot.phase === 'ended';
  return (
    <div className="page">
      <header>
        <Wordmark config={config} />
        {config.companyName !== '' && <span className="company">{config.companyName}</span>}
        <button
          type="button"
          className="quiet theme"
          onClick={nextTheme}
          aria-label={`Theme: ${theme}. Change it.`}
          title={`Theme: ${theme}`}
        >
          <ThemeIcon theme={theme} />
        </button>
      </header>
      <Notices
        notices={snapshot.notices}
        onDismiss={conversation.dismiss}
        onAskForMicrophone={() => void conversation.openMicrophone('')}
      />
      {started ? (
        <CallView config={config} api={api} conversation={conversation} snapshot={snapshot} />
      ) : (
        <StartView
          config={config}
          api={api}
          connecting={snapshot.phase === 'connecting'}
          awaited={snapshot.status}
          onStart={(options) => void conversation.start(options)}
          onCancel={() => void conversation.leave()}
        />
      )}
    </div>
  );
}
