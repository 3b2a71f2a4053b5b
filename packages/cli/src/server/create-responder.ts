import type { ModelStore } from '@parley/models';
import {
  createEchoResponder,
  createLlamaResponder,
  createOpenAiResponder,
  createRulesResponder,
  type OrchestratorConfig,
  type OrchestratorOptions,
} from '@parley/orchestrator';
import type { Logger, SystemClock } from '@parley/runtime';

export interface CreateResponderOptions {
  readonly config: OrchestratorConfig;
  readonly models: ModelStore;
  readonly clock: SystemClock;
  readonly logger: Logger;
}

/** Who answers, and how to end it. */
export interface ChosenResponder {
  readonly responder: OrchestratorOptions['responder'];
  close(): Promise<void>;
}

/** Where a provider is, and what it speaks, when the configuration does not say. */
const PROVIDERS = {
  openai: { baseUrl: 'https://api.openai.com/v1', model: 'gpt-4.1-mini' },
  ollama: { baseUrl: 'http://127.0.0.1:11434/v1', model: 'llama3.2' },
} as const;
const LLAMA_MODEL = 'qwen2.5-0.5b-instruct';

/** The responder that the configuration asks for. Throws `ParleyError` NOT_FOUND for a local model that is not here. */
export async function createResponder(options: CreateResponderOptions): Promise<ChosenResponder> {
  const { config, models, clock, logger } = options;
  const { llm } = config;
  const byProvider = { none: 'rules', llama: 'llama', openai: 'openai', ollama: 'openai' } as const;
  const kind = config.responder === 'auto' ? byProvider[llm.provider] : config.responder;
  const shared = {
    systemPrompt: llm.system_prompt,
    timeoutMs: llm.timeout_ms,
    maxTokens: llm.max_tokens,
    temperature: llm.temperature,
  };
  switch (kind) {
    case 'rules':
      return { responder: createRulesResponder(), close: async () => {} };
    case 'echo':
      return { responder: createEchoResponder(), close: async () => {} };
    case 'openai': {
      const provider = PROVIDERS[llm.provider === 'ollama' ? 'ollama' : 'openai'];
      const responder = createOpenAiResponder({
        ...shared,
        baseUrl: llm.base_url ?? provider.baseUrl,
        model: llm.model ?? provider.model,
        apiKey: llm.api_key,
        clock,
      });
      return { responder, close: async () => {} };
    }
    case 'llama': {
      const { directory } = await models.resolve(llm.model ?? LLAMA_MODEL);
      const file = models.catalogue.get(llm.model ?? LLAMA_MODEL).files[0]?.name ?? '';
      const responder = createLlamaResponder({ ...shared, modelPath: `${directory}/${file}`, clock, logger });
      return { responder, close: () => responder.close() };
    }
  }
}
