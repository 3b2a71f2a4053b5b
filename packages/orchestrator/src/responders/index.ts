export { createEchoResponder } from './echo-responder.js';
export {
  createLlamaResponder,
  type LlamaResponder,
  type LlamaResponderOptions,
} from './llama/llama-responder.js';
export { createOpenAiResponder, type OpenAiResponderOptions } from './openai/openai-responder.js';
export { createRulesResponder, type RulesResponderOptions } from './rules/rules-responder.js';
