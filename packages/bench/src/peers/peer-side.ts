import type { RoomPerson } from './room-person.js';
import type { SpokenWords } from './spoken-words.js';

/** One server under test in one room, with a person in it. Owns both. */
export interface PeerSide {
  /** As in the names of the figures. */
  readonly name: string;
  readonly person: RoomPerson;
  /** Has the long reply spoken. */
  speak(): Promise<void>;
  /** Ends what it says. */
  silence(): Promise<void>;
  /** What its recogniser is to say from now on. */
  script(words: SpokenWords): void;
  close(): Promise<void>;
}
