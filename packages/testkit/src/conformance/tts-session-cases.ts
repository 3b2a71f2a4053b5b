import { status } from '@grpc/grpc-js';
import type { GetCapabilitiesResponse__Output } from '@parley/protocol/grpc';
import { type ConformanceCase, expectThat, within } from './suite.js';
import type { TtsConformanceContext } from './tts-conformance.js';
import { answer, expectStatus, newSessionId } from './worker-calls.js';

/** Connection, capabilities, sessions, models. */
export function ttsSessionCases({ client, modelId }: TtsConformanceContext): ConformanceCase[] {
  const { raw } = client;
  const capabilities = () =>
    answer<GetCapabilitiesResponse__Output>((callback) => raw.GetCapabilities({}, callback));
  const cap = async () => (await capabilities()).capabilities?.max_concurrent_sessions ?? 0;

  const cases: Record<string, () => Promise<void>> = {
    'connect: GetCapabilities answers within 3 s': async () => {
      await within(3000, 'GetCapabilities', capabilities());
    },

    'capabilities: streaming, a language, a cap, and the four measured metrics': async () => {
      const { capabilities: claimed, metrics } = await capabilities();
      expectThat(claimed?.streaming === true, 'capabilities.streaming is not true');
      expectThat(claimed.languages.length > 0, 'capabilities.languages is empty');
      expectThat(claimed.max_concurrent_sessions > 0, 'capabilities.max_concurrent_sessions is not positive');
      for (const name of ['rtf', 'queue_depth', 'active_sessions', 'models_loaded']) {
        expectThat(Number.isFinite(metrics[name]), `metrics.${name} is missing`);
      }
    },

    'capabilities: active_sessions follows the sessions': async () => {
      const before = (await capabilities()).metrics.active_sessions ?? 0;
      const id = await client.start(modelId);
      const during = (await capabilities()).metrics.active_sessions ?? 0;
      await client.end(id);
      const after = (await capabilities()).metrics.active_sessions ?? 0;
      expectThat(
        during === before + 1 && after === before,
        `active_sessions went ${before}, ${during}, ${after}`,
      );
    },

    'list: ListModels names a loaded model with its family and languages': async () => {
      const id = await client.start(modelId);
      const { models } = await answer<{
        models: {
          model_id: string;
          is_loaded: boolean;
          family: string;
          languages: string[];
          metadata: Record<string, string>;
        }[];
      }>((callback) => raw.ListModels({}, callback));
      await client.end(id);
      const loaded = models.filter(
        (model) => model.is_loaded && (modelId === '' || model.model_id === modelId),
      );
      expectThat(
        loaded.length > 0,
        `no loaded model among ${models.map((model) => model.model_id).join(', ')}`,
      );
      const used = loaded.find((model) => Number(model.metadata.refcount) > 0);
      expectThat(used !== undefined, 'no model has a refcount while a session is open');
      expectThat(
        used.family !== '' && used.languages.length > 0,
        `${used.model_id} has no family or language`,
      );
    },

    'lifecycle: a session starts and ends, and ending it again is no error': async () => {
      const id = await client.start(modelId);
      expectThat(await client.end(id), 'the first EndSession was not successful');
      expectThat(await client.end(id), 'the second EndSession was not successful');
      await expectStatus('Synthesize after EndSession', client.speak(id, ['Hello.']).done, status.NOT_FOUND);
    },

    'invalid session: an empty id is INVALID_ARGUMENT, an unknown one NOT_FOUND': async () => {
      await expectStatus(
        'Synthesize without an id',
        client.speak('', ['Hello.']).done,
        status.INVALID_ARGUMENT,
      );
      await expectStatus(
        'Synthesize in no session',
        client.speak(newSessionId(), ['Hello.']).done,
        status.NOT_FOUND,
      );
      await expectStatus('Control without an id', client.control('', 0), status.INVALID_ARGUMENT);
      await expectStatus('Control in no session', client.control(newSessionId(), 0), status.NOT_FOUND);
    },

    'invalid command: an unknown command is INVALID_ARGUMENT': async () => {
      const id = await client.start(modelId);
      await expectStatus('Control 99', client.control(id, 99), status.INVALID_ARGUMENT);
      await client.end(id);
    },

    'unknown model: StartSession and LoadModel fail with NOT_FOUND and name it': async () => {
      const start = expectStatus('StartSession', client.start('no-such-model'), status.NOT_FOUND);
      expectThat((await start).details.includes('no-such-model'), 'StartSession does not name the model');
      const load = expectStatus(
        'LoadModel',
        answer((callback) => raw.LoadModel({ model_id: 'no-such-model' }, callback)),
        status.NOT_FOUND,
      );
      expectThat((await load).details.includes('no-such-model'), 'LoadModel does not name the model');
    },

    'load and unload: loading twice is fine, a model in use is not unloaded': async () => {
      const id = await client.start(modelId);
      const { models } = await answer<{ models: { model_id: string; metadata: Record<string, string> }[] }>(
        (callback) => raw.ListModels({}, callback),
      );
      const used = models.find((model) => Number(model.metadata.refcount) > 0)?.model_id ?? modelId;
      const load = () =>
        answer<{ success: boolean }>((callback) => raw.LoadModel({ model_id: used }, callback));
      expectThat((await load()).success && (await load()).success, 'LoadModel of a loaded model fails');
      const unload = () =>
        answer<{ success: boolean }>((callback) => raw.UnloadModel({ model_id: used }, callback)).then(
          ({ success }) => success,
          () => false,
        );
      expectThat(!(await unload()), `${used} was unloaded while a session used it`);
      await client.end(id);
      expectThat(await unload(), `${used} was not unloaded although nobody used it`);
      expectThat((await load()).success, `${used} was not loaded again`);
    },

    'many sessions: as many as the cap, and one more is RESOURCE_EXHAUSTED': async () => {
      const limit = await cap();
      const ids = await Promise.all(Array.from({ length: limit }, () => client.start(modelId)));
      await expectStatus('StartSession beyond the cap', client.start(modelId), status.RESOURCE_EXHAUSTED);
      await client.end(ids.pop() ?? '');
      ids.push(await client.start(modelId));
      await Promise.all(ids.map((id) => client.end(id)));
    },
  };
  return Object.entries(cases).map(([name, run]) => ({ name, level: 'core', run }));
}
