import { status } from '@grpc/grpc-js';
import type { AsrConformanceContext } from './asr-conformance.js';
import { type ConformanceCase, expectThat, within } from './suite.js';
import { answer, expectStatus, newSessionId } from './worker-calls.js';

interface CapabilitiesAnswer {
  capabilities: { languages: string[]; max_concurrent_sessions: number } | null;
  metrics: Record<string, number>;
}
interface ModelsAnswer {
  models: { model_id: string; is_loaded: boolean; family: string; metadata: Record<string, string> }[];
}

/** Connection, capabilities, sessions, models. */
export function asrSessionCases({ client, modelId }: AsrConformanceContext): ConformanceCase[] {
  const { raw } = client;
  const capabilities = () => answer<CapabilitiesAnswer>((callback) => raw.GetCapabilities({}, callback));

  const cases: Record<string, () => Promise<void>> = {
    'connect: GetCapabilities answers within 3 s': async () => {
      await within(3000, 'GetCapabilities', capabilities());
    },

    'capabilities: a language, a cap, and the four measured metrics': async () => {
      const { capabilities: claimed, metrics } = await capabilities();
      expectThat(claimed !== null && claimed.languages.length > 0, 'capabilities.languages is empty');
      expectThat(claimed.max_concurrent_sessions > 0, 'capabilities.max_concurrent_sessions is not positive');
      for (const name of ['rtf', 'queue_depth', 'active_sessions', 'models_loaded']) {
        expectThat(Number.isFinite(metrics[name]), `metrics.${name} is missing`);
      }
    },

    'list: ListModels names a loaded model, referenced by a session': async () => {
      const id = await client.start(modelId);
      const { models } = await answer<ModelsAnswer>((callback) => raw.ListModels({}, callback));
      await client.end(id);
      const used = models.find((model) => Number(model.metadata.refcount) > 0);
      expectThat(
        used?.is_loaded === true && used.family !== '',
        'no loaded model has a refcount while a session is open',
      );
    },

    'lifecycle: a session starts and ends, and ending it again is no error': async () => {
      const id = await client.start(modelId);
      expectThat(await client.end(id), 'the first EndSession was not successful');
      expectThat(await client.end(id), 'the second EndSession was not successful');
      const call = client.open(id);
      call.write({ sample_rate: 16_000 });
      await expectStatus('Recognize after EndSession', call.done, status.NOT_FOUND);
    },

    'invalid session: an empty id is INVALID_ARGUMENT, an unknown one NOT_FOUND': async () => {
      for (const [id, code] of [
        ['', status.INVALID_ARGUMENT],
        [newSessionId(), status.NOT_FOUND],
      ] as const) {
        const call = client.open(id);
        call.write({ sample_rate: 16_000, is_final: true });
        await expectStatus(`Recognize in "${id}"`, call.done, code);
        await expectStatus(`Control in "${id}"`, client.control(id, 0), code);
      }
    },

    'invalid command: an unknown command is INVALID_ARGUMENT': async () => {
      const id = await client.start(modelId);
      await expectStatus('Control 99', client.control(id, 99), status.INVALID_ARGUMENT);
      await client.end(id);
    },

    'unknown model: StartSession fails with NOT_FOUND and names it': async () => {
      const error = await expectStatus('StartSession', client.start('no-such-model'), status.NOT_FOUND);
      expectThat(error.details.includes('no-such-model'), 'the error does not name the model');
    },

    'load and unload: a model in use is not unloaded': async () => {
      const id = await client.start(modelId);
      const { models } = await answer<ModelsAnswer>((callback) => raw.ListModels({}, callback));
      const used = models.find((model) => Number(model.metadata.refcount) > 0)?.model_id ?? modelId;
      const load = () =>
        answer<{ success: boolean }>((callback) => raw.LoadModel({ model_id: used }, callback));
      const unload = () =>
        answer<{ success: boolean }>((callback) => raw.UnloadModel({ model_id: used }, callback)).then(
          ({ success }) => success,
          () => false,
        );
      expectThat((await load()).success, 'LoadModel of a loaded model fails');
      expectThat(!(await unload()), `${used} was unloaded while a session used it`);
      await client.end(id);
      expectThat(await unload(), `${used} was not unloaded although nobody used it`);
      expectThat((await load()).success, `${used} was not loaded again`);
    },

    'many sessions: as many as the cap, and one more is RESOURCE_EXHAUSTED': async () => {
      const limit = (await capabilities()).capabilities?.max_concurrent_sessions ?? 0;
      const ids = await Promise.all(Array.from({ length: limit }, () => client.start(modelId)));
      await expectStatus('StartSession beyond the cap', client.start(modelId), status.RESOURCE_EXHAUSTED);
      await Promise.all(ids.map((id) => client.end(id)));
    },
  };
  return Object.entries(cases).map(([name, run]) => ({ name, level: 'core', run }));
}
