import type { AgentCommand, AgentReport } from './agent-messages.js';
import { createJoinTurns } from './join-turns.js';
import { type JoinedRoom, joinRoom } from './joined-room.js';
import { loadRtc, type Rtc } from './rtc.js';
import { createTurnBatch } from './turn-batch.js';

/**
 * An agent process: joins rooms for the server that forked it, and ends when that server does. Everything native of
 * LiveKit lives here, so that neither its work nor a crash of it touches the server.
 */

/** How often the server hears how far the voice has come. */
const PLAYED_INTERVAL_MS = 100;
const LEAVE_TIMEOUT_MS = 1500;
/**
 * A room counts as left before LiveKit was told; an end in between leaves behind an agent that LiveKit takes for alive
 * for half a minute. Servers without shared claims believe it for that long.
 */
const LAST_WORD_MS = 200;

/** Rooms that connect and publish at a time. */
const JOINS_AT_ONCE = 6;

const turn = createJoinTurns(JOINS_AT_ONCE);
const rooms = new Map<number, JoinedRoom>();
let rtc: Rtc | undefined;
const early: AgentCommand[] = [];

const report = createTurnBatch<AgentReport>((reports) => {
  if (process.connected) process.send?.(reports);
});

function reportPlayed(room: number, joined: JoinedRoom, cleared: boolean): void {
  const position = cleared ? joined.voice?.clear() : joined.voice?.played();
  if (position !== undefined) report({ type: 'played', room, ...position });
}

function join(loaded: Rtc, { room, url, token }: Extract<AgentCommand, { type: 'join' }>): void {
  const joined = joinRoom({
    rtc: loaded,
    url,
    token,
    turn,
    report(body) {
      if (body.type === 'left') rooms.delete(room);
      report({ ...body, room });
    },
  });
  rooms.set(room, joined);
}

function obey(command: AgentCommand): void {
  if (rtc === undefined) {
    early.push(command);
    return;
  }
  if (command.type === 'join') {
    join(rtc, command);
    return;
  }
  const joined = rooms.get(command.room);
  if (joined === undefined) return;
  switch (command.type) {
    case 'audio':
      joined.voice?.push(command.generation, command.samplePosition, command.pcm);
      break;
    case 'clear':
      reportPlayed(command.room, joined, true);
      break;
    case 'message':
      joined.send(command.text);
      break;
    case 'leave':
      void joined.leave('asked');
      break;
  }
}

/** The server is gone or done: leaves the rooms, so that nobody waits for this agent, and ends. */
async function end(): Promise<void> {
  const left = Promise.all([...rooms.values()].map((joined) => joined.leave('asked')));
  await Promise.race([left, pause(LEAVE_TIMEOUT_MS)]);
  await pause(LAST_WORD_MS);
  // An ordinary exit would wait for the native library's threads, for seconds.
  process.kill(process.pid, 'SIGKILL');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

process.on('message', (commands: readonly AgentCommand[]) => {
  for (const command of commands) obey(command);
});
process.on('disconnect', () => void end());
// The server decides when this ends: a Ctrl-C in its terminal reaches the whole group.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
setInterval(() => {
  for (const [room, joined] of rooms) reportPlayed(room, joined, false);
}, PLAYED_INTERVAL_MS);

rtc = await loadRtc();
report({ type: 'ready' });
for (const command of early.splice(0)) obey(command);
