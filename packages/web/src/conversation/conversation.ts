import {
  type ClientErrorEvent,
  createClient,
  type ParleyClient,
  type SessionStateName,
  type Wire,
} from '@parley/client';
import { type BrowserSpeaker, createBrowserMicrophone, createBrowserSpeaker } from '@parley/client/browser';
import workletUrl from '@parley/client/browser/worklet?worker&url';
import { createSileroDetector } from '../ducking/silero-detector.js';
import type { ServerApi } from '../server/server-api.js';
import { createTimelineRecord, type TimelineRecord } from '../timeline/timeline-record.js';
import { type Entry, withReply, withSessionBreak, withTranscript, withTyped } from './entries.js';
import { createTurnFigures, type TurnFigures } from './turn-figures.js';
import { createWires } from './wires.js';

export type Phase = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'ended';
/** `asking`: it was asked for, and no sound has come yet. */
export type MicrophoneStatus = 'off' | 'asking' | 'on' | 'muted' | 'unavailable';

export interface Notice {
  readonly id: number;
  readonly message: string;
  readonly advice: string;
}

/** All that the page shows; a new object for every change. */
export interface ConversationSnapshot {
  readonly phase: Phase;
  readonly state: SessionStateName;
  readonly entries: readonly Entry[];
  /** The reply is frozen: the person spoke, or paused it. */
  readonly held: boolean;
  /** The agent can be heard. */
  readonly sounding: boolean;
  readonly microphone: MicrophoneStatus;
  readonly pushToTalk: boolean;
  /** The talk button is down. */
  readonly talking: boolean;
  readonly notices: readonly Notice[];
  readonly turns: readonly TurnFigures[];
  /** Why it ended. */
  readonly endReason: string;
  /** What carries the sound; undefined while nothing does. */
  readonly wire: Wire | undefined;
  /** What is awaited, in a sentence; empty: nothing. */
  readonly status: string;
}

export interface StartOptions {
  readonly microphone: boolean;
  readonly voice?: string | undefined;
}

export interface ConversationOptions {
  readonly api: ServerApi;
  /** Silence at the first speech that the page itself hears. Default true. */
  readonly ducking?: boolean;
}

/** One conversation of this page with its server. Owns the client and the sound devices; `leave` ends them. */
export interface Conversation {
  readonly timeline: TimelineRecord;
  subscribe(listener: () => void): () => void;
  snapshot(): ConversationSnapshot;
  start(options: StartOptions): Promise<void>;
  sendText(text: string): void;
  stopReply(): void;
  setMuted(muted: boolean): void;
  setPushToTalk(on: boolean): void;
  /** The talk button goes down or up. */
  setTalking(talking: boolean): void;
  chooseMicrophone(deviceId: string): Promise<void>;
  chooseSpeaker(deviceId: string): Promise<void>;
  dismiss(noticeId: number): void;
  leave(): Promise<void>;
}

const START: ConversationSnapshot = {
  phase: 'idle',
  state: 'idle',
  entries: [],
  held: false,
  sounding: false,
  microphone: 'off',
  pushToTalk: false,
  talking: false,
  notices: [],
  turns: [],
  endReason: '',
  wire: undefined,
  status: '',
};

const MAX_NOTICES = 3;

export function createConversation(options: ConversationOptions): Conversation {
  const timeline = createTimelineRecord();
  const figures = createTurnFigures();
  const listeners = new Set<() => void>();
  let snapshot = START;
  let client: ParleyClient | undefined;
  let speaker: BrowserSpeaker | undefined;
  let microphone: ReturnType<typeof createBrowserMicrophone> | undefined;
  let noticeId = 0;

  function update(change: Partial<ConversationSnapshot>): void {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  }

  function notify({ message, advice }: Pick<ClientErrorEvent, 'message' | 'advice'>): void {
    noticeId += 1;
    const others = snapshot.notices.filter((notice) => notice.message !== message);
    update({ notices: [...others, { id: noticeId, message, advice }].slice(-MAX_NOTICES) });
  }

  function newMicrophone(deviceId?: string) {
    return createBrowserMicrophone({
      workletUrl,
      deviceId,
      onLost() {
        update({ microphone: 'unavailable' });
        notify({ message: 'The microphone went away.', advice: 'Choose another one, or type.' });
      },
    });
  }

  function applyMute(): void {
    if (microphone === undefined) return;
    microphone.muted = snapshot.microphone === 'muted' || (snapshot.pushToTalk && !snapshot.talking);
  }

  function follow(source: ParleyClient): void {
    source.on('connection', (event) => {
      if (event.status === 'open') {
        figures.sessionOpened();
        update({
          phase: 'live',
          wire: event.wire,
          status: '',
          notices: snapshot.notices.filter((notice) => !notice.message.startsWith('The connection')),
        });
      } else if (event.status === 'reconnecting') {
        update({
          phase: 'reconnecting',
          entries: withSessionBreak(snapshot.entries),
          sounding: false,
          held: false,
          wire: undefined,
        });
      } else if (event.status === 'closed' && snapshot.phase !== 'connecting') {
        update({ phase: 'ended', endReason: event.reason, sounding: false, held: false, wire: undefined });
      }
    });
    source.on('status', ({ message }) => update({ status: message }));
    source.on('state', ({ state }) => {
      timeline.addState(state);
      update({ state });
    });
    source.on('speech', ({ active }) => {
      timeline.addSpeech(active);
      figures.speech(active);
    });
    source.on('transcript', (event) => update({ entries: withTranscript(snapshot.entries, event) }));
    source.on('reply', (event) => update({ entries: withReply(snapshot.entries, event) }));
    source.on('level', ({ side, rms }) => {
      if (side === 'person') {
        figures.personLevel(rms);
        if (snapshot.microphone === 'asking') update({ microphone: 'on' });
      }
      timeline.addLevel(side, rms);
    });
    source.on('turn', (event) => update({ turns: figures.measured(event) }));
    source.on('error', (event) => {
      if (event.code.startsWith('MICROPHONE')) update({ microphone: 'unavailable' });
      notify(event);
    });
    source.on('playback', ({ cause, generation }) => {
      if (cause === 'progress') return;
      timeline.addMark(cause);
      if (cause === 'start') update({ turns: figures.sounded(generation) });
      const held = cause === 'hold' || (snapshot.held && cause === 'underrun');
      const sounding = cause === 'end' || cause === 'flush' ? false : cause === 'start' || snapshot.sounding;
      if (held !== snapshot.held || sounding !== snapshot.sounding) update({ held, sounding });
    });
  }

  return {
    timeline,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => snapshot,

    async start({ microphone: wanted, voice }) {
      update({ ...START, phase: 'connecting', microphone: wanted ? 'asking' : 'off' });
      speaker = createBrowserSpeaker({ workletUrl });
      microphone = wanted ? newMicrophone() : undefined;
      client = createClient({
        url: options.api.socketUrl,
        token: options.api.token,
        voice,
        echoCancellation: true,
        ducking: options.ducking === false ? false : createSileroDetector(),
        audio: { speaker, microphone },
        createTransport: createWires({ api: options.api, speaker }),
      });
      follow(client);
      try {
        await client.connect();
      } catch (error) {
        await client.close();
        update({ phase: 'idle' });
        const message = error instanceof Error ? error.message : String(error);
        notify({
          message: `No conversation could be opened. ${message}`,
          advice: 'Check that the server is running, then try again.',
        });
      }
    },
    sendText(text) {
      try {
        client?.sendText(text, { respond: true });
        figures.asked();
        update({ entries: withTyped(snapshot.entries, text) });
      } catch (error) {
        notify({
          message: error instanceof Error ? error.message : String(error),
          advice: 'Send it again in a moment.',
        });
      }
    },
    stopReply() {
      if (snapshot.phase === 'live') client?.stop();
    },
    setMuted(muted) {
      if (snapshot.microphone !== 'on' && snapshot.microphone !== 'muted') return;
      update({ microphone: muted ? 'muted' : 'on' });
      applyMute();
    },
    setPushToTalk(on) {
      update({ pushToTalk: on, talking: false });
      client?.configure({ pushToTalk: on });
      applyMute();
    },
    setTalking(talking) {
      if (talking === snapshot.talking || !snapshot.pushToTalk) return;
      update({ talking });
      applyMute();
      if (!talking && snapshot.phase === 'live') client?.commit();
    },
    async chooseMicrophone(deviceId) {
      const next = newMicrophone(deviceId);
      try {
        await client?.setMicrophone(next);
        microphone = next;
        update({ microphone: 'on' });
        applyMute();
      } catch (error) {
        update({ microphone: 'unavailable' });
        notify({
          message: error instanceof Error ? error.message : String(error),
          advice: 'Choose another microphone, or type.',
        });
      }
    },
    async chooseSpeaker(deviceId) {
      const exchanged = await speaker?.setDevice(deviceId).catch(() => false);
      if (exchanged === false) {
        notify({
          message: 'This browser did not switch the output.',
          advice: 'Choose the output in the system’s sound settings.',
        });
      }
    },
    dismiss: (id) => update({ notices: snapshot.notices.filter((notice) => notice.id !== id) }),
    async leave() {
      await client?.close();
      client = undefined;
      update({ ...START });
    },
  };
}
