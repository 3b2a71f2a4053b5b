import type { OrchestratorConfig } from '../config.js';
import type { HealthCheck } from './health-monitor.js';

const TIMEOUT_MS = 2500;
/** Where a provider is when the configuration does not say. */
const BASE_URLS: Readonly<Record<string, string>> = {
  ollama: 'http://127.0.0.1:11434/v1',
  openai: 'https://api.openai.com/v1',
};

/** Asks an OpenAI-compatible server for its models, which costs nothing. */
export function createLlmCheck(llm: OrchestratorConfig['llm']): HealthCheck {
  const baseUrl = llm.base_url ?? BASE_URLS[llm.provider];
  if (llm.provider === 'none' || baseUrl === undefined) return () => ({ state: 'disabled' });
  const url = `${baseUrl.replace(/\/+$/, '')}/models`;
  const headers = llm.api_key === undefined ? undefined : { authorization: `Bearer ${llm.api_key}` };
  return async () => {
    const response = await fetch(url, {
      ...(headers !== undefined && { headers }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    // A server without a list of models is there all the same.
    if (response.ok || response.status === 404) return { state: 'ok' };
    return { state: 'failed', error: `the language model's server answers ${response.status}` };
  };
}
