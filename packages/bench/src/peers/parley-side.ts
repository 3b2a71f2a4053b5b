import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startFakeAsrWorker, type TestLiveKit } from '@parley/testkit';
import { LONG_REPLY } from '../interruption-trial.js';
import { type ParleyProcess, startParley } from '../parley-process.js';
import { fetchRoomDetails } from '../rooms/room-server.js';
import type { PeerSide } from './peer-side.js';
import { enterAsPerson, type RoomPerson } from './room-person.js';
import { NO_WORDS, type SpokenWords, textAt } from './spoken-words.js';

const TOPIC = 'parley';
const START_TIMEOUT_MS = 60_000;

/** Our server with its defaults, a voice of one tone and the scripted recogniser. */
export async function startParleySide(livekit: TestLiveKit): Promise<PeerSide> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const started: ParleyProcess[] = [];
  let words: SpokenWords = NO_WORDS;
  const recogniser = await startFakeAsrWorker({
    name: 'scripted',
    transcript: () => textAt(words, Date.now()),
  });
  let person: RoomPerson | undefined;
  const close = async (): Promise<void> => {
    await person?.close();
    for (const running of started.splice(0).reverse()) await running.close();
    await recogniser.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [ttsPort, port] = [await freePort(), await freePort()];
    const voice = startParley(['worker', 'tts', '--default-model', 'tone-440', '--port', String(ttsPort)], {
      METRICS_ENABLED: 'false',
      LOG_LEVEL: 'error',
    });
    started.push(voice);
    await voice.until(() => Promise.resolve(voice.output().includes('is ready at')));
    const config = join(folder, 'orchestrator.yaml');
    await writeFile(config, JSON.stringify(configuration(livekit, ttsPort, recogniser.port)));
    const server = startParley(['orchestrator', '--config', config, '--port', String(port)]);
    started.push(server);
    const httpUrl = `http://127.0.0.1:${port}`;
    await server.until(async () => (await fetch(`${httpUrl}/health/ready`)).ok);
    let begun: () => void = () => {};
    const session = new Promise<void>((resolve, reject) => {
      begun = resolve;
      setTimeout(() => reject(new Error('no session in the room')), START_TIMEOUT_MS).unref();
    });
    const entered = await enterAsPerson(await fetchRoomDetails(httpUrl), (topic, payload) => {
      if (topic !== TOPIC) return;
      const message = JSON.parse(Buffer.from(payload).toString('utf8')) as { readonly type: string };
      if (message.type === 'session_start') begun();
      entered.ears.obey({ ...message });
    });
    person = entered;
    await session;
    return {
      name: 'parley',
      person: entered,
      speak: () => entered.send(TOPIC, { type: 'text', text: LONG_REPLY, respond: false }),
      silence: () => entered.send(TOPIC, { type: 'control', command: 'STOP' }),
      script(next) {
        words = next;
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Defaults but for the addresses, and limits that would end a bench before its time. */
function configuration(livekit: TestLiveKit, ttsPort: number, asrPort: number): object {
  return {
    log_level: 'error',
    session: { max_messages_per_session: 1000 },
    transport: {
      livekit: {
        enabled: true,
        url: livekit.url,
        api_key: livekit.apiKey,
        api_secret: livekit.apiSecret,
        connection_details_per_minute: 10_000,
      },
    },
    routing: { mode: 'static' },
    workers: {
      tts_worker_url: `grpc://127.0.0.1:${ttsPort}`,
      asr_worker_url: `grpc://127.0.0.1:${asrPort}`,
    },
    asr: { enabled: true },
    // Workers with a fixed address are in no registry, which is all that readiness looks at.
    health: { required: [] },
  };
}
