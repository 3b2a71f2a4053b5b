import '@fontsource-variable/instrument-sans';
import '@fontsource-variable/newsreader';
import './styles/theme.css';
import './styles/page.css';
import './styles/start.css';
import './styles/call.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { loadAppConfig } from './app-config.js';
import { createConversation } from './conversation/conversation.js';
import { createServerApi } from './server/server-api.js';

const config = await loadAppConfig();
document.title = config.pageTitle;
document.querySelector('meta[name=description]')?.setAttribute('content', config.pageDescription);
const { style } = document.documentElement;
if (config.accent !== '') style.setProperty('--agent-light', config.accent);
if (config.accentDark !== '') style.setProperty('--agent-dark', config.accentDark);

const api = createServerApi(location);
const conversation = createConversation({
  api,
  sandboxId: config.sandboxId,
  // For those who compare: `?ducking=off` leaves every decision to the server.
  ducking: new URLSearchParams(location.search).get('ducking') !== 'off',
});
const root = document.getElementById('root');
if (root === null) throw new Error('The page lacks its #root element.');
createRoot(root).render(
  <StrictMode>
    <App config={config} api={api} conversation={conversation} />
  </StrictMode>,
);
