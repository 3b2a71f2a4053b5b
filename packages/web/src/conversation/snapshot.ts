import type { SessionStateName, Wire } from '@parley/client';
import type { Entry } from './entries.js';
import type { TurnFigures } from './turn-figures.js';

export type Phase = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'ended';
/** `asking`: it was asked for, and no sound has come yet. */
export type MicrophoneStatus = 'off' | 'asking' | 'on' | 'muted' | 'unavailable';

export interface Notice {
  readonly id: number;
  readonly message: string;
  readonly advice: string;
  /** What a button beside it does. */
  readonly remedy: 'ask-for-microphone' | undefined;
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
  /** Of the devices that were chosen; empty: the system's. */
  readonly microphoneId: string;
  readonly speakerId: string;
  /** Who speaks, as it was chosen; undefined: as the server is set. */
  readonly speech: SpeechChoice;
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

export interface SpeechChoice {
  readonly model?: string | undefined;
  readonly voice?: string | undefined;
  /** It was in no memory when it was chosen, and has not spoken yet. */
  readonly loads?: boolean | undefined;
}

export const START: ConversationSnapshot = {
  phase: 'idle',
  state: 'idle',
  entries: [],
  held: false,
  sounding: false,
  microphone: 'off',
  microphoneId: '',
  speakerId: '',
  speech: {},
  pushToTalk: false,
  talking: false,
  notices: [],
  turns: [],
  endReason: '',
  wire: undefined,
  status: '',
};

const MAX_NOTICES = 3;

/** The newest notices; one of the same words is replaced. */
export function withNotice(notices: readonly Notice[], notice: Notice): readonly Notice[] {
  return [...notices.filter(({ message }) => message !== notice.message), notice].slice(-MAX_NOTICES);
}
