import type { Logger } from '@parley/runtime';
import type { Clock, Timer } from '@parley/session';
import type { AgentReport, LeaveReason } from './agent-messages.js';
import { type AgentProcess, startAgentProcess } from './agent-process.js';

/** Spreads rooms over agent processes. Owns the processes. */
export interface AgentPool {
  /** Joins a room in whichever process has a place, starting one where none has. */
  join(options: JoinOptions): AgentLink;
  /** Starts a process before a room needs it, where places are few: loading the native library takes longer than joining. */
  warm(): void;
  readonly processCount: number;
  /** Process ids, for those who watch them. */
  readonly pids: readonly number[];
  /** Leaves every room and ends every process. Idempotent. */
  close(): Promise<void>;
}

export interface JoinOptions {
  /** `ws://` or `wss://`. */
  readonly url: string;
  readonly token: string;
  readonly events: AgentEvents;
}

/** The server's grip on one room in an agent process. Without effect after `left`. */
export interface AgentLink {
  audio(frame: { generation: number; samplePosition: number; pcm: Uint8Array }): void;
  clear(): void;
  message(text: string): void;
  leave(): void;
  /** False while LiveKit or the process takes no audio. */
  writable(): boolean;
}

export interface AgentEvents {
  joined(): void;
  person(identity: string): void;
  away(): void;
  microphone(pcm: Uint8Array): void;
  message(text: string): void;
  played(position: { generation: number; samplePosition: number }): void;
  connection(up: boolean): void;
  /** Nothing follows. `crashed`: the process is gone. */
  left(reason: LeaveReason | 'crashed', detail: string | undefined): void;
}

export interface AgentPoolOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly roomsPerProcess: number;
  /** No process is started for more. */
  readonly maxRooms: number;
}

/** Frames and messages that may wait in this process for an agent process; above it playout stops. */
const BACKLOG_BOUND = 50;
/** A process without rooms is ended after this, unless its places are needed. */
const LINGER_MS = 60_000;
/** Places that are kept ready: as many people as come while a process starts. */
const PLACES_AHEAD = 3;
/** Time for a process to leave its rooms. */
const CLOSE_GRACE_MS = 2000;
/** A process that takes so long to leave a room is not believed any more. */
const LEAVE_TIMEOUT_MS = 8000;

interface Slot {
  readonly process: AgentProcess;
  readonly rooms: Map<number, RoomEntry>;
  linger: Timer | undefined;
}

interface RoomEntry {
  readonly events: AgentEvents;
  up: boolean;
  leaving: Timer | undefined;
}

export function createAgentPool({ clock, logger, roomsPerProcess, maxRooms }: AgentPoolOptions): AgentPool {
  const placesAhead = Math.min(PLACES_AHEAD, roomsPerProcess);
  const slots = new Set<Slot>();
  let lastRoom = 0;
  let closed = false;

  function end(slot: Slot, room: number, reason: LeaveReason | 'crashed', detail?: string): void {
    const entry = slot.rooms.get(room);
    if (entry === undefined) return;
    slot.rooms.delete(room);
    entry.leaving?.cancel();
    entry.events.left(reason, detail);
    if (!closed) for (const each of slots) letGo(each);
  }

  /** Ends a process that stays empty and is not needed. */
  function letGo(slot: Slot): void {
    if (slot.rooms.size > 0) return;
    slot.linger ??= clock.setTimer(LINGER_MS, () => {
      slot.linger = undefined;
      if (slot.rooms.size === 0 && freePlaces() - roomsPerProcess >= placesAhead) void slot.process.close(0);
    });
  }

  function freePlaces(): number {
    let free = 0;
    for (const { process, rooms } of slots) if (process.alive) free += roomsPerProcess - rooms.size;
    return free;
  }

  function warm(): void {
    if (!closed && freePlaces() < placesAhead && slots.size * roomsPerProcess < maxRooms) start();
  }

  function onReport(slot: Slot, report: AgentReport): void {
    if (report.type === 'ready') return;
    const entry = slot.rooms.get(report.room);
    if (entry === undefined) return;
    const { events } = entry;
    switch (report.type) {
      case 'joined':
        entry.up = true;
        events.joined();
        break;
      case 'person':
        events.person(report.identity);
        break;
      case 'away':
        events.away();
        break;
      case 'microphone':
        events.microphone(report.pcm);
        break;
      case 'message':
        events.message(report.text);
        break;
      case 'played':
        events.played(report);
        break;
      case 'connection':
        entry.up = report.up;
        events.connection(report.up);
        break;
      case 'left':
        end(slot, report.room, report.reason, report.detail);
        break;
    }
  }

  function start(): Slot {
    const slot: Slot = {
      rooms: new Map(),
      linger: undefined,
      process: startAgentProcess({
        logger,
        onReport: (report) => onReport(slot, report),
        onExit() {
          slots.delete(slot);
          slot.linger?.cancel();
          if (!closed && slot.rooms.size > 0)
            logger.error({ rooms: slot.rooms.size }, 'an agent process is gone, and its rooms with it');
          for (const room of [...slot.rooms.keys()])
            end(slot, room, 'crashed', 'the process that held the room ended');
        },
      }),
    };
    slots.add(slot);
    return slot;
  }

  function slotWithPlace(): Slot {
    // The fullest that has a place, so that the others can empty and end.
    const candidates = [...slots].filter((slot) => slot.process.alive && slot.rooms.size < roomsPerProcess);
    const slot = candidates.sort((a, b) => b.rooms.size - a.rooms.size)[0] ?? start();
    slot.linger?.cancel();
    slot.linger = undefined;
    return slot;
  }

  return {
    join({ url, token, events }) {
      const slot = slotWithPlace();
      lastRoom += 1;
      const room = lastRoom;
      const entry: RoomEntry = { events, up: false, leaving: undefined };
      slot.rooms.set(room, entry);
      warm();
      slot.process.send({ type: 'join', room, url, token });
      return {
        audio: (frame) => slot.process.send({ type: 'audio', room, ...frame }),
        clear: () => slot.process.send({ type: 'clear', room }),
        message: (text) => slot.process.send({ type: 'message', room, text }),
        leave() {
          if (!slot.rooms.has(room) || entry.leaving !== undefined) return;
          slot.process.send({ type: 'leave', room });
          entry.leaving = clock.setTimer(LEAVE_TIMEOUT_MS, () =>
            end(slot, room, 'asked', 'the agent process did not answer'),
          );
        },
        writable: () => entry.up && slot.process.alive && slot.process.backlog < BACKLOG_BOUND,
      };
    },
    warm,
    get processCount() {
      return slots.size;
    },
    get pids() {
      return [...slots].flatMap(({ process }) => (process.pid === undefined ? [] : [process.pid]));
    },
    async close() {
      closed = true;
      for (const slot of slots) slot.linger?.cancel();
      await Promise.all(
        [...slots].map((slot) => slot.process.close(slot.rooms.size > 0 ? CLOSE_GRACE_MS : 0)),
      );
    },
  };
}
