import {
  ORCHESTRATOR_VARIABLES,
  type OrchestratorConfig,
  orchestratorConfigSchema,
} from '@parley/orchestrator';
import { loadConfig } from '@parley/runtime';
import type { CommandContext } from '../context.js';

/** `asr` of the orchestrator's configuration. */
export type RecogniserConfig = OrchestratorConfig['asr'];

/** What a recogniser's process gets of it. */
const OWN_KEYS = ['adapter', 'model_size', 'device', 'compute_type', 'model_path'] as const;

/** For a worker alone, which has the variables and not the file. Throws `ConfigError`. */
export function recogniserVariables({ env }: CommandContext): RecogniserConfig {
  const variables = Object.fromEntries(
    Object.entries(ORCHESTRATOR_VARIABLES).filter(([, key]) => OWN_KEYS.some((own) => key === `asr.${own}`)),
  );
  return loadConfig({ schema: orchestratorConfigSchema, env, variables }).value.asr;
}

/** The built-in recogniser of `model_size`; undefined where none is given. */
export function recogniserOfSize({ model_size: size }: RecogniserConfig): string | undefined {
  if (size === undefined) return undefined;
  return size === 'tiny' ? 'moonshine-tiny-en' : 'moonshine-base-en';
}

/** What was asked for and is not so, in lines for the operator. `provider`: what the recogniser shall run on. */
export function unmetWishes(
  { adapter, model_size: size, device, compute_type: computeType, model_path: path }: RecogniserConfig,
  provider: 'cpu' | 'cuda',
): readonly string[] {
  const lines: string[] = [];
  if (adapter !== 'moonshine') {
    lines.push(
      `asr.adapter ${adapter}: moonshine listens, the recogniser that is built in; a server of Whisper joins as a worker (docs/engines.md)`,
    );
  }
  if (size !== undefined && size !== 'tiny' && size !== 'base') {
    lines.push(`asr.model_size ${size}: moonshine-base-en listens, the largest recogniser that is built in`);
  }
  if (device.startsWith('cuda') && provider === 'cpu') {
    lines.push(`asr.device ${device}: no GPU can be used here, so recognition runs on the processor`);
  } else if (device.startsWith('cuda:')) {
    lines.push(`asr.device ${device}: which GPU it is, CUDA_VISIBLE_DEVICES says alone`);
  }
  if (computeType !== 'default' && computeType !== 'int8') {
    lines.push(`asr.compute_type ${computeType}: the model's files have int8 weights, and run as they are`);
  }
  if (path !== undefined) {
    lines.push(`asr.model_path ${path} is not read: models come from the catalogue, by asr.model`);
  }
  return lines;
}

/** What an orchestrator without a recogniser of its own leaves to the worker's process; undefined for nothing. */
export function leftToWorkers(asr: RecogniserConfig): string | undefined {
  const defaults = orchestratorConfigSchema.parse({}).asr;
  const keys = OWN_KEYS.filter((key) => asr[key] !== defaults[key]);
  if (keys.length === 0) return undefined;
  const variables = keys.map((key) => `ASR_${key.toUpperCase()}`).join(', ');
  return `${variables}: set where parley worker asr starts; here asr.model names the model that it is asked for`;
}
