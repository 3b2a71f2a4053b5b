import { createResampler } from '@parley/audio';
import type { ModelStore } from '@parley/models';
import { LISTENING_RATE_HZ, ParleyError, SAMPLE_RATE_HZ } from '@parley/protocol';
import { createSystemClock, type Logger, type Metrics, type SystemClock } from '@parley/runtime';
import type { ListenerFactory } from './listener.js';
import { createSessionListener, type SessionListener } from './session-listener.js';
import { createVadClient, type VadClient } from './vad-client.js';
import type { VadSettings } from './vad-settings.js';

export interface ListenerFactoryOptions extends VadSettings {
  /** Where the model is looked up; without a store and a path the energy engine listens. */
  readonly models?: ModelStore | undefined;
  /** Of the catalogue. Default `silero-vad-v6`. */
  readonly modelId?: string | undefined;
  /** The model's file, instead of a store. */
  readonly modelPath?: string | undefined;
  readonly logger: Logger;
  readonly metrics?: Metrics | undefined;
  readonly clock?: SystemClock | undefined;
}

const DEFAULT_MODEL = 'silero-vad-v6';
const MODEL_FILE = 'silero_vad.onnx';

/**
 * Makes the factory, with one lane that judges the windows of all sessions. When the model is missing or fails, now
 * or later, the energy engine takes over and one line of the log says so. `close` closes listeners and lane.
 */
export async function createListenerFactory(options: ListenerFactoryOptions): Promise<ListenerFactory> {
  const { logger, clock = createSystemClock() } = options;
  const meter = createMeter(options.metrics);
  const listeners = new Set<SessionListener>();
  const opened = await openVad(options, clock);
  let vad: VadClient | undefined = opened;
  let closing: Promise<void> | undefined;
  // Loads the resampler's code now: the first session should not wait for it.
  (await createResampler({ fromHz: SAMPLE_RATE_HZ, toHz: LISTENING_RATE_HZ })).close();

  void opened?.ended.then((reason) => {
    if (reason === undefined) return;
    logger.error({ err: reason }, 'the voice activity model has failed; the energy engine takes over');
    vad = undefined;
    for (const listener of listeners) listener.useEnergy();
  });

  return {
    open: ({ sessionId, onWindow }) => {
      if (closing !== undefined) throw new ParleyError('INTERNAL_ERROR', 'the listener factory is closed');
      const listener = createSessionListener({
        sessionId,
        onWindow,
        settings: options,
        vad,
        logger,
        clock,
        onDelivered: meter,
        onClose: () => listeners.delete(listener),
      });
      listeners.add(listener);
      return listener;
    },
    close: () => {
      closing ??= closeAll();
      return closing;
    },
  };

  async function closeAll(): Promise<void> {
    for (const listener of [...listeners]) listener.close();
    await opened?.close();
  }
}

async function openVad(options: ListenerFactoryOptions, clock: SystemClock): Promise<VadClient | undefined> {
  if (options.engine === 'energy') return undefined;
  try {
    const onRun = runMeter(options.metrics);
    return await createVadClient({ modelPath: await modelPathOf(options), clock, onRun });
  } catch (thrown) {
    const { message } = ParleyError.from(thrown);
    options.logger.warn(
      { reason: message },
      'the voice activity model cannot be loaded; the energy engine takes over',
    );
    return undefined;
  }
}

async function modelPathOf({
  modelPath,
  models,
  modelId = DEFAULT_MODEL,
}: ListenerFactoryOptions): Promise<string> {
  if (modelPath !== undefined) return modelPath;
  if (models === undefined) throw new ParleyError('NOT_FOUND', 'no model store and no model path are given');
  const { directory } = await models.resolve(modelId);
  if (directory === undefined) throw new ParleyError('NOT_FOUND', `the model ${modelId} has no files`);
  return `${directory}/${MODEL_FILE}`;
}

function runMeter(metrics: Metrics | undefined): ((elapsedMs: number) => void) | undefined {
  const seconds = metrics?.histogram({
    name: 'parley_vad_frame_seconds',
    help: 'Time of the voice activity model for the windows of one moment.',
  });
  return seconds && ((elapsedMs) => seconds.observe(elapsedMs / 1000));
}

type Meter = (delivered: { readonly delayMs: number; readonly unjudged: boolean }) => void;

function createMeter(metrics: Metrics | undefined): Meter {
  if (metrics === undefined) return () => undefined;
  const unjudgedTotal = metrics.counter({
    name: 'parley_vad_windows_unjudged_total',
    help: 'Windows of audio passed on without a verdict because the voice activity lane was behind.',
  });
  const delaySeconds = metrics.histogram({
    name: 'parley_vad_delay_seconds',
    help: 'From the sample that completes a window of audio to its verdict.',
  });
  return ({ delayMs, unjudged }) => {
    delaySeconds.observe(delayMs / 1000);
    if (unjudged) unjudgedTotal.inc();
  };
}
