import type { RoomDetails } from '../rooms/room-server.js';
import type { AgentsSettings } from './agents-settings.js';
import type { SpokenWords } from './spoken-words.js';

/** To the process of the framework. */
export type AgentsOrder =
  | {
      readonly order: 'start';
      readonly folder: string;
      readonly livekit: { readonly url: string; readonly apiKey: string; readonly apiSecret: string };
      readonly settings: AgentsSettings;
    }
  | { readonly order: 'speak'; readonly text: string }
  | { readonly order: 'silence' }
  | { readonly order: 'script'; readonly words: SpokenWords };

/** From it. */
export type AgentsReport =
  | { readonly report: 'room'; readonly details: RoomDetails }
  /** A reply began to be spoken. */
  | { readonly report: 'reply'; readonly generation: number }
  | { readonly report: 'failed'; readonly reason: string };
