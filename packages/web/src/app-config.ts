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
  /**
   * Read so that a file written for another page of the kind is valid here; they change nothing. No agent of ours sees,
   * and the microphone opens once the connection stands, so that there is nothing to buffer.
   */
  readonly supportsVideoInput: boolean;
  readonly supportsScreenShare: boolean;
  readonly isPreConnectBufferEnabled: boolean;
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
  supportsVideoInput: false,
  supportsScreenShare: false,
  isPreConnectBufferEnabled: false,
  sandboxId: '',
  logo: '',
  logoDark: '',
  accent: '',
  accentDark: '',
};

/** Reads the file; what is missing or of another type keeps its default, and so does all without a file. */
export async function loadAppConfig(): Promise<AppConfig> {
  const given = await fetch('./app-config.json')
    .then((response): unknown => (response.ok ? response.json() : {}))
    .catch(() => ({}));
  const entries = Object.entries(DEFAULTS).map(([key, fallback]) => {
    const value = (given as Record<string, unknown> | null)?.[key];
    return [key, typeof value === typeof fallback ? value : fallback];
  });
  return Object.fromEntries(entries) as AppConfig;
}
