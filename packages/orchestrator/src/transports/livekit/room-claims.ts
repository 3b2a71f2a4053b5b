/**
 * Which rooms this server serves, so that one agent is in a room however many servers look for rooms. The claim is
 * only the first line: all agents of a room have the same identity, so LiveKit itself puts the earlier one out.
 */
export interface RoomClaims {
  /** Holds until `release`. */
  claim(room: string): Promise<Claim>;
  release(room: string): Promise<void>;
  /** Gives back what is still claimed. Idempotent. */
  close(): Promise<void>;
}

/**
 * `shared`: this server has the room, and every other one knows. `alone`: it has the room as far as it can tell. `taken`:
 * another server has it, or this one already.
 */
export type Claim = 'shared' | 'alone' | 'taken';

/** For one server, or for several that leave it to LiveKit. */
export function createMemoryClaims(): RoomClaims {
  const claimed = new Set<string>();
  return {
    async claim(room) {
      if (claimed.has(room)) return 'taken';
      claimed.add(room);
      return 'alone';
    },
    async release(room) {
      claimed.delete(room);
    },
    async close() {
      claimed.clear();
    },
  };
}
