import type { RemoteParticipant, RemoteTrackPublication, Room } from '@livekit/rtc-node';
import { type AgentReport, type LeaveReason, MESSAGE_TOPIC, TELLS_HEARING } from './agent-messages.js';
import type { JoinTurns } from './join-turns.js';
import { createMessageQueue } from './message-queue.js';
import { type Microphone, openMicrophone } from './microphone.js';
import { onlyRoomEvents } from './only-room-events.js';
import type { Rtc } from './rtc.js';
import { createVoiceTrack, type VoiceTrack } from './voice-track.js';
import { within } from './within.js';

/** One room in an agent process: the connection, the agent's track, and the microphone of the person it serves. */
export interface JoinedRoom {
  readonly voice: VoiceTrack | undefined;
  /** To the person, reliably and in order. */
  send(text: string): void;
  /** Leaves the room; `left` is its last report. Idempotent. */
  leave(reason: LeaveReason, detail?: string): Promise<void>;
}

type ReportBody = AgentReport extends infer Each
  ? Each extends { room: number }
    ? Omit<Each, 'room'>
    : never
  : never;

export interface JoinedRoomOptions {
  readonly rtc: Rtc;
  readonly url: string;
  readonly token: string;
  readonly report: (report: ReportBody) => void;
  /** Waits until this room may connect or publish. */
  readonly turn: JoinTurns;
}

const CONNECT_TIMEOUT_MS = 15_000;
/** The greeting waits so long for the person to subscribe to the track; on a busy machine many take seconds. */
const SUBSCRIPTION_TIMEOUT_MS = 10_000;
/** LiveKit has the subscription before sound flows; who does not tell when it does is given so long. */
const SOUND_DELAY_MS = 500;
/** The message of that name, as clients write it. */
const HEARING = /^\s*\{\s*"type"\s*:\s*"hearing"\s*\}\s*$/;
/**
 * A microphone is published once the person's connection stands; a voice that begins before it does is not heard from
 * its first sound on. Who has no microphone hears the voice after this; who tells when they hear is not waited for here.
 */
const MICROPHONE_TIMEOUT_MS = 1000;
/** An agent alone leaves after this. */
const NOBODY_TIMEOUT_MS = 20_000;
/** A person whose connection broke may come back for so long. */
const RETURN_TIMEOUT_MS = 10_000;
/** A person who is back has subscribed to the track again by then. */
const RESUBSCRIPTION_MS = 500;
/** LiveKit tries to come back by itself for a while; a connection that stays down longer is given up. */
const RECONNECT_TIMEOUT_MS = 30_000;
/** Text streams of LiveKit's own chat components. */
const CHAT_TOPIC = 'lk.chat';

/** Joins in the background; once somebody comes, reports `joined`, then `person`, or `left`. */
export function joinRoom(options: JoinedRoomOptions): JoinedRoom {
  const { rtc, report } = options;
  const room: Room = new rtc.Room();
  onlyRoomEvents(room);
  const timers = new Set<NodeJS.Timeout>();
  const messages = createMessageQueue({
    send: async (text) => {
      if (person === undefined) return;
      await room.localParticipant?.publishData(Buffer.from(text, 'utf8'), {
        reliable: true,
        topic: MESSAGE_TOPIC,
        destination_identities: [person.identity],
      });
    },
  });
  let voice: VoiceTrack | undefined;
  let person: RemoteParticipant | undefined;
  let microphone: { readonly sid: string; readonly open: Microphone } | undefined;
  let awaited: NodeJS.Timeout | undefined;
  let reconnecting: NodeJS.Timeout | undefined;
  let connected = false;
  let announced = false;
  let away = false;
  let leaving: Promise<void> | undefined;
  let onHearing: () => void = () => undefined;
  const hearing = new Promise<void>((resolve) => {
    onHearing = resolve;
  });
  let onMicrophone: () => void = () => undefined;
  const microphonePublished = new Promise<void>((resolve) => {
    onMicrophone = resolve;
  });

  function after(delayMs: number, task: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      timers.delete(timer);
      task();
    }, delayMs);
    timers.add(timer);
    return timer;
  }

  function cancel(timer: NodeJS.Timeout | undefined): void {
    clearTimeout(timer);
    if (timer !== undefined) timers.delete(timer);
  }

  function serve(participant: RemoteParticipant): void {
    if (leaving !== undefined || participant.kind !== rtc.ParticipantKind.STANDARD) return;
    if (person !== undefined && person.identity !== participant.identity) return;
    cancel(awaited);
    person = participant;
    for (const publication of participant.trackPublications.values()) listenTo(publication);
    if (!connected) return;
    if (away) {
      away = false;
      after(RESUBSCRIPTION_MS, () => {
        if (!away && leaving === undefined) report({ type: 'person', identity: participant.identity });
      });
    }
    if (announced) return;
    announced = true;
    announce(participant).catch((thrown: unknown) => void leave('failed', messageOf(thrown)));
  }

  /** Tells of the person once they hear the track, so that no greeting begins without them. */
  async function announce({ identity, attributes }: RemoteParticipant): Promise<void> {
    const tellsHearing = TELLS_HEARING in attributes;
    if (!tellsHearing) await atMost(MICROPHONE_TIMEOUT_MS, microphonePublished);
    await options.turn(publish);
    if (leaving !== undefined) return;
    report({ type: 'joined' });
    const publication = [...(room.localParticipant?.trackPublications.values() ?? [])][0];
    await atMost(SUBSCRIPTION_TIMEOUT_MS, publication?.waitForSubscription());
    await atMost(tellsHearing ? SUBSCRIPTION_TIMEOUT_MS : SOUND_DELAY_MS, hearing);
    if (leaving === undefined) report({ type: 'person', identity });
  }

  /** Resolves when the work is done or has failed, or after a while. */
  function atMost(limitMs: number, work: Promise<void> | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = after(limitMs, resolve);
      const done = (): void => {
        cancel(timer);
        resolve();
      };
      work?.then(done, done);
    });
  }

  /** Subscribes to the microphone and to nothing else. */
  function listenTo(publication: RemoteTrackPublication): void {
    if (publication.kind !== rtc.TrackKind.KIND_AUDIO) return;
    if (publication.source === rtc.TrackSource.SOURCE_SCREENSHARE_AUDIO) return;
    publication.setSubscribed(true);
    onMicrophone();
  }

  function onPersonLost(participant: RemoteParticipant): void {
    if (participant.identity !== person?.identity) return;
    microphone?.open.close();
    microphone = undefined;
    const reason = participant.disconnectReason;
    if (reason === rtc.DisconnectReason.CLIENT_INITIATED || reason === rtc.DisconnectReason.ROOM_DELETED) {
      void leave('person-left');
      return;
    }
    if (announced && !away) {
      away = true;
      report({ type: 'away' });
    }
    cancel(awaited);
    awaited = after(RETURN_TIMEOUT_MS, () => void leave('person-left'));
  }

  function onText(text: string, from: string | undefined): void {
    if (from === undefined || from !== person?.identity) return;
    if (HEARING.test(text)) onHearing();
    else report({ type: 'message', text });
  }

  room.on(rtc.RoomEvent.ParticipantConnected, serve);
  room.on(rtc.RoomEvent.ParticipantDisconnected, onPersonLost);
  room.on(rtc.RoomEvent.TrackPublished, (publication, participant) => {
    if (participant.identity === person?.identity) listenTo(publication);
  });
  room.on(rtc.RoomEvent.TrackSubscribed, (track, publication, participant) => {
    if (participant.identity !== person?.identity || track.kind !== rtc.TrackKind.KIND_AUDIO) return;
    microphone?.open.close();
    microphone = {
      sid: publication.sid ?? '',
      open: openMicrophone({
        rtc,
        track,
        onAudio: (pcm) => report({ type: 'microphone', pcm }),
        onError: (thrown) => void leave('failed', messageOf(thrown)),
      }),
    };
  });
  room.on(rtc.RoomEvent.TrackUnsubscribed, (_track, publication) => {
    if (microphone?.sid !== publication.sid) return;
    microphone?.open.close();
    microphone = undefined;
  });
  room.on(rtc.RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
    if (topic?.startsWith('lk.') === true) return;
    onText(Buffer.from(payload).toString('utf8'), participant?.identity);
  });
  room.registerTextStreamHandler(CHAT_TOPIC, (reader, { identity }) => {
    reader.readAll().then(
      (text) => onText(text, identity),
      // The sender went away in mid-message: there is nothing to answer.
      () => undefined,
    );
  });
  room.on(rtc.RoomEvent.Reconnecting, () => {
    report({ type: 'connection', up: false });
    cancel(reconnecting);
    reconnecting = after(
      RECONNECT_TIMEOUT_MS,
      () => void leave('failed', 'the connection did not come back'),
    );
  });
  room.on(rtc.RoomEvent.Reconnected, () => {
    cancel(reconnecting);
    report({ type: 'connection', up: true });
    if (person !== undefined && !room.remoteParticipants.has(person.identity)) onPersonLost(person);
  });
  room.on(rtc.RoomEvent.Disconnected, (reason) => {
    if (reason === rtc.DisconnectReason.DUPLICATE_IDENTITY) void leave('replaced');
    else if (reason === rtc.DisconnectReason.ROOM_DELETED) void leave('person-left');
    else void leave('failed', `disconnected (${rtc.DisconnectReason[reason] ?? reason})`);
  });

  async function connect(): Promise<void> {
    if (leaving !== undefined) return;
    await within(
      CONNECT_TIMEOUT_MS,
      room.connect(options.url, options.token, { autoSubscribe: false, dynacast: false }),
    );
  }

  async function publish(): Promise<void> {
    if (leaving !== undefined) return;
    voice = createVoiceTrack({
      rtc,
      nowMs: () => performance.now(),
      onDead: (thrown) => void leave('failed', messageOf(thrown)),
    });
    const settings = new rtc.TrackPublishOptions({
      source: rtc.TrackSource.SOURCE_MICROPHONE,
      // Silence is sent as well: pauses must not pump, and a hold must not look like a lost track.
      dtx: false,
    });
    await within(
      CONNECT_TIMEOUT_MS,
      room.localParticipant?.publishTrack(voice.track, settings) ?? Promise.resolve(undefined),
    );
  }

  async function join(): Promise<void> {
    await options.turn(connect);
    if (leaving !== undefined) return;
    connected = true;
    awaited = after(NOBODY_TIMEOUT_MS, () => void leave('nobody'));
    for (const participant of room.remoteParticipants.values()) serve(participant);
  }

  async function end(reason: LeaveReason, detail: string | undefined): Promise<void> {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    microphone?.open.close();
    try {
      if (reason === 'asked') await within(1000, messages.sent());
      await voice?.close();
      await within(3000, room.disconnect());
    } catch {
      // The room is given up either way; what is left of it goes with the process.
    }
    messages.close();
    report({ type: 'left', reason, ...(detail !== undefined && { detail }) });
  }

  function leave(reason: LeaveReason, detail?: string): Promise<void> {
    leaving ??= end(reason, detail);
    return leaving;
  }

  join().catch((thrown: unknown) => void leave('failed', messageOf(thrown)));

  return {
    get voice() {
      return voice;
    },
    send: messages.push,
    leave,
  };
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
