import { type AgentSession, type AgentsPackages, loadAgents } from './agents-api.js';
import type { AgentsOrder, AgentsReport } from './agents-messages.js';
import { scriptedAnswers, scriptedRecogniser, toneVoice } from './agents-models.js';
import { NO_WORDS, type SpokenWords } from './spoken-words.js';

/** One agent of `@livekit/agents` in one room, in a process of its own, as the framework runs its jobs. */
const ANSWER = 'All right, I will see to it at once.';

let session: AgentSession | undefined;
let words: SpokenWords = NO_WORDS;
let replies = 0;

process.on('message', (order: AgentsOrder) => {
  obey(order).catch((thrown: unknown) =>
    report({ report: 'failed', reason: thrown instanceof Error ? (thrown.stack ?? '') : String(thrown) }),
  );
});
process.on('disconnect', () => process.exit(0));

async function obey(order: AgentsOrder): Promise<void> {
  if (order.order === 'start') await start(order);
  if (order.order === 'speak') session?.say(order.text);
  if (order.order === 'script') words = order.words;
  if (order.order === 'silence') {
    session?.interrupt({ force: true });
    session?.clearUserTurn();
  }
}

async function start(order: Extract<AgentsOrder, { order: 'start' }>): Promise<void> {
  const { livekit, settings } = order;
  const packages = loadAgents(order.folder);
  const { agents, silero, rtc } = packages;
  agents.initializeLogger({ pretty: false, level: 'silent' });
  const roomName = `${settings.name}-${process.pid}`;
  const room = new rtc.Room();
  await room.connect(livekit.url, await token(packages, order, roomName, 'agent'), {
    autoSubscribe: true,
    dynacast: false,
  });
  session = new agents.voice.AgentSession({
    vad: await silero.VAD.load(settings.vad),
    stt: scriptedRecogniser(agents, () => words),
    llm: scriptedAnswers(agents, ANSWER),
    tts: toneVoice(packages, () => {
      replies += 1;
      report({ report: 'reply', generation: replies });
    }),
    ...settings.session,
  });
  session.on('error', (event) => {
    console.error(event);
  });
  await session.start({
    agent: new agents.voice.Agent({ instructions: 'You are a voice agent.' }),
    room,
    outputOptions: settings.output,
    record: false,
  });
  report({
    report: 'room',
    details: {
      serverUrl: livekit.url,
      participantToken: await token(packages, order, roomName, 'person'),
    },
  });
}

async function token(
  { server }: AgentsPackages,
  { livekit }: Extract<AgentsOrder, { order: 'start' }>,
  room: string,
  identity: string,
): Promise<string> {
  const made = new server.AccessToken(livekit.apiKey, livekit.apiSecret, { identity });
  made.addGrant({ room, roomJoin: true, canPublish: true, canSubscribe: true, canPublishData: true });
  return made.toJwt();
}

function report(message: AgentsReport): void {
  process.send?.(message);
}
