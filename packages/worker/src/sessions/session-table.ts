import { ParleyError } from '@parley/protocol';
import type { SystemClock, SystemTimer } from '@parley/runtime';
import type { ModelManager, ModelReference } from '../models/model-manager.js';

export interface SessionTableOptions {
  readonly models: ModelManager;
  readonly clock: SystemClock;
  readonly maxConcurrentSessions: number;
  readonly clientLossGraceMs: number;
  readonly sessionIdleTimeoutMs: number;
}

/** What a session is doing now: a synthesis or a recognition. */
export interface SessionTask {
  /** Ends it at once, without a result. */
  abandon(): void;
}

/** A client's place in the worker: a model that stays loaded, options, and at most one running call. */
export interface WorkerSession<Task extends SessionTask> {
  readonly id: string;
  readonly reference: ModelReference;
  readonly options: Readonly<Record<string, string>>;
  readonly task: Task | undefined;
  /** Says that the client is there; called with the connection's address on every call for this session. */
  seen(peer: string): void;
  begin(task: Task): void;
  /** Without effect when another task runs by now. */
  finish(task: Task): void;
}

/** The sessions of a worker, up to its cap. Owns their model references and tasks. */
export interface SessionTable<Task extends SessionTask> {
  /**
   * Starts a session; one that exists under the id is ended first. Throws `ParleyError` LIMIT_EXCEEDED beyond the
   * cap, NOT_FOUND for an unknown model, WORKER_UNAVAILABLE while draining.
   */
  start(
    id: string,
    modelId: string,
    options: Readonly<Record<string, string>>,
    peer: string,
  ): Promise<WorkerSession<Task>>;
  /** Throws `ParleyError` INVALID_MESSAGE for an empty id, NOT_FOUND for an unknown one. */
  get(id: string, peer: string): WorkerSession<Task>;
  /** Idempotent. */
  end(id: string): void;
  /** A connection was lost: sessions that were seen on no other end after the grace time. */
  peerLost(peer: string): void;
  /** Refuses new sessions from now on. */
  drain(): void;
  /** Sessions, those that wait for their model included. */
  readonly size: number;
  /** Running calls. */
  readonly busy: number;
  close(): void;
}

type Entry<Task extends SessionTask> = WorkerSession<Task> & {
  task: Task | undefined;
  readonly peers: Set<string>;
  expiry: SystemTimer | undefined;
};

export function createSessionTable<Task extends SessionTask>(
  options: SessionTableOptions,
): SessionTable<Task> {
  const { models, clock, maxConcurrentSessions } = options;
  const sessions = new Map<string, Entry<Task>>();
  let starting = 0;
  let draining = false;

  /** Ends the session unless it is used again by then. */
  function expire(session: Entry<Task>, afterMs: number): void {
    session.expiry?.cancel();
    session.expiry = clock.setTimer(afterMs, () => end(session));
  }

  function rest(session: Entry<Task>): void {
    if (session.task !== undefined) return;
    expire(session, session.peers.size === 0 ? options.clientLossGraceMs : options.sessionIdleTimeoutMs);
  }

  function end(session: Entry<Task>): void {
    if (sessions.get(session.id) === session) sessions.delete(session.id);
    session.expiry?.cancel();
    session.task?.abandon();
    session.task = undefined;
    session.reference.release();
  }

  function createSession(
    id: string,
    reference: ModelReference,
    given: Readonly<Record<string, string>>,
  ): Entry<Task> {
    const session: Entry<Task> = {
      id,
      reference,
      options: given,
      task: undefined,
      peers: new Set(),
      expiry: undefined,
      seen(peer) {
        session.peers.add(peer);
        rest(session);
      },
      begin(task) {
        session.expiry?.cancel();
        session.task = task;
      },
      finish(task) {
        if (session.task !== task) return;
        session.task = undefined;
        if (sessions.get(id) === session) rest(session);
      },
    };
    return session;
  }

  return {
    async start(id, modelId, given, peer) {
      if (id === '') throw new ParleyError('INVALID_MESSAGE', 'session_id is empty');
      if (draining) throw new ParleyError('WORKER_UNAVAILABLE', 'the worker is shutting down');
      const known = sessions.get(id);
      if (known === undefined && sessions.size + starting >= maxConcurrentSessions) {
        throw new ParleyError(
          'LIMIT_EXCEEDED',
          `all ${maxConcurrentSessions} sessions of this worker are taken`,
        );
      }
      starting += known === undefined ? 1 : 0;
      try {
        const reference = await models.acquire(modelId);
        const present = sessions.get(id);
        if (present !== undefined) end(present);
        const session = createSession(id, reference, given);
        sessions.set(id, session);
        session.seen(peer);
        return session;
      } finally {
        starting -= known === undefined ? 1 : 0;
      }
    },
    get(id, peer) {
      if (id === '') throw new ParleyError('INVALID_MESSAGE', 'session_id is empty');
      const session = sessions.get(id);
      if (session === undefined) throw new ParleyError('NOT_FOUND', `no session ${id}`);
      session.seen(peer);
      return session;
    },
    end(id) {
      const session = sessions.get(id);
      if (session !== undefined) end(session);
    },
    peerLost(peer) {
      for (const session of sessions.values()) {
        if (session.peers.delete(peer) && session.peers.size === 0) rest(session);
      }
    },
    drain() {
      draining = true;
    },
    get size() {
      return sessions.size + starting;
    },
    get busy() {
      let count = 0;
      for (const session of sessions.values()) if (session.task !== undefined) count++;
      return count;
    },
    close() {
      draining = true;
      for (const session of [...sessions.values()]) end(session);
    },
  };
}
