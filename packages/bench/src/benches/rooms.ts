import { float32ToInt16, int16ToFloat32, resample } from '@parley/audio';
import { requires } from '@parley/testkit';
import { type Bench, type Figure, figure } from '../bench.js';
import { speechOfAll } from '../clips.js';
import { LONG_TEXT } from '../load/long-text.js';
import { readProcessCost } from '../load/process-cost.js';
import { childProcesses } from '../rooms/child-processes.js';
import { type Crowd, createCrowd } from '../rooms/crowd.js';
import { type RoomServer, startRoomServer } from '../rooms/room-server.js';
import { summarise } from '../statistics.js';

/** The last is beyond what two cores hold with the people on them. */
const STEPS = [1, 5, 10, 15, 20, 25, 30];
/** So many come together while the curve is climbed: a crowd is measured apart. */
const COME_TOGETHER = 3;
/** The curve goes on past one step that failed: somebody else may have used the processors. */
const FAILED_IN_A_ROW = 2;
const AT_ONCE = 20;
/** A room is served well while frames come within this of their time, and nearly all of them whole. */
const JITTER_LIMIT_MS = 10;
const BROKEN_LIMIT = 0.01;

/** LiveKit rooms with live speech in both directions: what they cost, how many a process holds, how soon one is greeted. */
export const rooms: Bench = {
  name: 'rooms',
  ownNetwork: true,
  async run({ quick, progress }) {
    if (!requires('livekit-server')) {
      progress('rooms are not measured: livekit-server is missing');
      return [];
    }
    const speech = await speechOfAll();
    const clip = float32ToInt16(
      await resample(int16ToFloat32(speech.subarray(0, 16_000 * 60)), 16_000, 48_000),
    );
    const figures = await greetings(progress);
    figures.push(...(await curve(quick ? [1, 10] : STEPS, { clip, quick, progress })));
    return figures;
  },
};

/** Many ask for a room in the same moment. */
async function greetings(progress: (line: string) => void): Promise<Figure[]> {
  const server = await startCrowdServer(20);
  const crowd = createCrowd(server.httpUrl);
  try {
    // As on a server that runs for a while: the agent process is there.
    await crowd.enter(1);
    const beforeMs = await cpuMs(server);
    const { entries, refused } = await crowd.enter(AT_ONCE);
    const joinMs = ((await cpuMs(server)) - beforeMs) / AT_ONCE;
    const greetedMs = entries.map(({ greetingMs }) => greetingMs);
    if (greetedMs.length === 0) throw new Error(`of ${AT_ONCE} who entered at once nobody was greeted`);
    progress(`${AT_ONCE} at once: greeted after ${greetedMs.map((ms) => ms.toFixed(0)).join(' ')} ms`);
    const greeting = figure(
      'join-to-greeting',
      'ms',
      greetedMs,
      { text: `all ${AT_ONCE}, max < 2000 ms`, met: ({ n, max }) => n === AT_ONCE && max < 2000 },
      `${AT_ONCE} people at once, each from asking for a room to the first sound of the greeting in it; not greeted within 20 s: ${AT_ONCE - greetedMs.length}, ${refused} of them told`,
    );
    return [
      greeting,
      figure('join-cpu', 'ms', [joinMs], undefined, 'orchestrator, agents and LiveKit, greeting included'),
    ];
  } finally {
    await crowd.close();
    await server.close();
  }
}

/** CPU that the server, its agents and LiveKit have used. */
async function cpuMs(server: RoomServer): Promise<number> {
  const pids = [
    server.pid,
    ...(await childProcesses(server.pid, 'agent-child')),
    ...(await childProcesses(process.pid, 'livekit-server')),
  ];
  const costs = await Promise.all(pids.map(readProcessCost));
  return costs.reduce((sum, cost) => sum + cost.cpuMs, 0);
}

interface CurveOptions {
  readonly clip: Int16Array;
  readonly quick: boolean;
  readonly progress: (line: string) => void;
}

async function curve(steps: readonly number[], options: CurveOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  let held = 0;
  let failed = 0;
  let note = 'the first step failed';
  const server = await startCrowdServer(20);
  const crowd = createCrowd(server.httpUrl);
  try {
    for (const count of steps) {
      if (!(await grow(crowd, count))) {
        options.progress(`${count} rooms: ${count - crowd.size} of them were not greeted`);
        break;
      }
      const step = await measure(server, crowd, options);
      const { p99 } = summarise(step.deviationsMs);
      const line = `${count} rooms: orchestrator ${step.orchestratorCores.toFixed(2)}, agents ${step.agentCores.map((cores) => cores.toFixed(2)).join(' + ')}, LiveKit ${step.livekitCores.toFixed(2)} cores; jitter p99 ${p99} ms; ${(100 * step.broken).toFixed(2)} % of frames broken`;
      options.progress(line);
      figures.push(
        figure(`orchestrator-at-${count}`, 'cores', [step.orchestratorCores], undefined, line),
        figure(`agents-at-${count}`, 'cores', [step.agentCores.reduce((sum, cores) => sum + cores, 0)]),
        figure(`livekit-at-${count}`, 'cores', [step.livekitCores]),
        figure(`jitter-at-${count}`, 'ms', step.deviationsMs),
        figure(`broken-at-${count}`, '%', [100 * step.broken]),
      );
      if (p99 >= JITTER_LIMIT_MS || step.broken > BROKEN_LIMIT) {
        failed += 1;
        if (failed === FAILED_IN_A_ROW) break;
        continue;
      }
      failed = 0;
      held = count;
      note = line;
    }
  } finally {
    await crowd.close();
    await server.close();
  }
  return [
    figure(
      'per-machine',
      'rooms',
      [held],
      undefined,
      `jitter p99 < ${JITTER_LIMIT_MS} ms and at most ${100 * BROKEN_LIMIT} % of frames broken, 20 rooms an agent process; people and LiveKit on the same cores; last step held: ${note}`,
    ),
    ...figures,
  ];
}

/** More come until there are so many; false when somebody was not greeted. */
async function grow(crowd: Crowd, count: number): Promise<boolean> {
  while (crowd.size < count) {
    const coming = Math.min(COME_TOGETHER, count - crowd.size);
    const { entries } = await crowd.enter(coming);
    if (entries.length < coming) return false;
  }
  return true;
}

interface Step {
  readonly orchestratorCores: number;
  /** Of each agent process. */
  readonly agentCores: readonly number[];
  readonly livekitCores: number;
  readonly deviationsMs: readonly number[];
  /** Of all frames. */
  readonly broken: number;
}

/** All rooms are spoken to and speak. */
async function measure(server: RoomServer, crowd: Crowd, { clip, quick }: CurveOptions): Promise<Step> {
  // The tone outlasts the reading; what is left of the last one is followed by this.
  await crowd.speakTo(LONG_TEXT);
  crowd.talk(clip);
  const agents = await childProcesses(server.pid, 'agent-child');
  const livekit = await childProcesses(process.pid, 'livekit-server');
  const pids = [server.pid, ...agents, ...livekit];
  const costs = async (): Promise<number[]> =>
    (await Promise.all(pids.map(readProcessCost))).map((cost) => cost.cpuMs);
  const before = await costs();
  const startedMs = performance.now();
  const readings = await crowd.read(quick ? 4000 : 12_000);
  const elapsedMs = performance.now() - startedMs;
  const cores = (await costs()).map((used, index) => (used - (before[index] ?? 0)) / elapsedMs);
  const frames = readings.reduce((sum, reading) => sum + reading.frames, 0);
  return {
    orchestratorCores: cores[0] ?? 0,
    agentCores: cores.slice(1, 1 + agents.length),
    livekitCores: cores.slice(1 + agents.length).reduce((sum, one) => sum + one, 0),
    deviationsMs: readings.flatMap(({ deviationsMs }) => deviationsMs),
    // Who received no frame at all has none that is whole.
    broken: readings.some(({ frames }) => frames === 0)
      ? 1
      : readings.reduce((sum, { broken }) => sum + broken, 0) / frames,
  };
}

function startCrowdServer(roomsPerProcess: number): Promise<RoomServer> {
  return startRoomServer({
    speakers: 200,
    config: { agent: { mode: 'agent', greeting: 'Hello there, who is it?' } },
    livekit: { rooms_per_process: roomsPerProcess, max_rooms: 200 },
  });
}
