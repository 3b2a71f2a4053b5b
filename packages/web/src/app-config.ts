/** What whoever hosts the page may set, in `app-config.json` beside it. */
export interface AppConfig {
  readonly companyName: string;
  readonly pageTitle: string;
  readonly pageDescription: string;
  /** How the agent is called in the transcript. */
  readonly agentName: string;
  readonly startButtonText: string;
  /** False hides the text field while the microphone works. */
  readonly supportsChatInput: boolean;
  /** Sent as `X-Sandbox-Id` when a room for WebRTC is asked for; empty: not sent. */
  readonly sandboxId: string;
  /** Addresses of images; empty: the wordmark. */
  readonly logo: string;
  readonly logoDark: string;
  /** CSS colours of the agent's voice and of buttons; empty: our own. */
  readonly accent: string;
  readonly accentDark: string;
}

const DEFAULTS: AppConfig = {
  companyName: '',
  pageTitle: 'parley',
  pageDescription: 'Talk with software, and talk over it.',
  agentName: 'Parley',
  startButtonText: 'Start talking',
  supportsChatInput: true,
  sandboxId: '',
  logo: '',
  logoDark: '',
  accent: '',
  accentDark: '',
};

/**
 * Keys of LiveKit's starter page that stand in such files and can only be false here: no agent of ours sees, and the
 * microphone opens once the connection stands, so that there is nothing to buffer.
 */
const ONLY_FALSE = ['supportsVideoInput', 'supportsScreenShare', 'isPreConnectBufferEnabled'];

/**
 * Reads the file; what is missing or of another type keeps its default, and so does all without a file. What the page
 * cannot do is said in the console.
 */
export async function loadAppConfig(): Promise<AppConfig> {
  const given = await fetch('./app-config.json')
    .then((response): unknown => (response.ok ? response.json() : {}))
    .catch(() => ({}));
  const file = (given ?? {}) as Record<string, unknown>;
  for (const [key, value] of Object.entries(file)) {
    if (ONLY_FALSE.includes(key)) {
      if (value !== false) console.warn(`app-config.json: ${key} is not supported by this page`);
    } else if (!(key in DEFAULTS)) console.warn(`app-config.json: ${key} is not known`);
  }
  const entries = Object.entries(DEFAULTS).map(([key, fallback]) => {
    const value = file[key];
    return [key, typeof value === typeof fallback ? value : fallback];
  });
  return Object.fromEntries(entries) as AppConfig;
}
