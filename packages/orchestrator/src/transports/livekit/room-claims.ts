/**
 * Which rooms this server serves, so that one agent is in a room however many servers look for rooms. The claim is
 * only the first line: all agents of a room have the same identity, so LiveKit itself puts the earlier one out.
 */
export interface RoomClaims {
  /** False when somebody else has the room. Holds until `release`. */
  claim(room: string): Promise<boolean>;
  release(room: string): Promise<void>;
  /** Gives back what is still claimed. Idempotent. */
  close(): Promise<void>;
}

/** For one server, or for several that leave it to LiveKit. */
export function createMemoryClaims(): RoomClaims {
  const claimed = new Set<string>();
  return {
    async claim(room) {
      if (claimed.has(room)) return false;
      claimed.add(room);
      return true;
    },
    async release(room) {
      claimed.delete(room);
    },
    async close() {
      claimed.clear();
    },
  };
}
