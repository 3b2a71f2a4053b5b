export interface WebSocketUrlOptions {
  /** `ws://host:port`, `http://host:port` or a full address with its path. */
  readonly url: string;
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
  readonly model?: string | undefined;
  readonly inputRateHz: number;
  readonly echoCancellation?: boolean | undefined;
  /** Of the session to go on with. A server that does not know it any more begins a new one. */
  readonly resumeToken?: string | undefined;
}

/** The address of `/ws` with everything that the client asks for. A bare host means its `/ws`. */
export function websocketUrl(options: WebSocketUrlOptions): string {
  const url = new URL(options.url);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.pathname === '/') url.pathname = '/ws';
  const query = url.searchParams;
  query.set('events', '1');
  query.set('audio', 'binary');
  query.set('input_rate', String(options.inputRateHz));
  if (options.language !== undefined) query.set('language', options.language);
  if (options.voice !== undefined) query.set('voice', options.voice);
  if (options.model !== undefined) query.set('model', options.model);
  if (options.echoCancellation !== undefined) query.set('aec', options.echoCancellation ? '1' : '0');
  if (options.resumeToken !== undefined) query.set('resume', options.resumeToken);
  return url.href;
}
