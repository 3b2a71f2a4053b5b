import type { HealthCheckName } from '../config.js';
import type { CheckOutcome, HealthReport } from './health-monitor.js';

/** What `/health` needs besides the checks. */
export interface HealthContext {
  readonly version: string;
  readonly uptimeSeconds: number;
  /** Wall time. */
  readonly now: Date;
  readonly draining: boolean;
  readonly activeSessions: number;
  /** WebSocket and WebRTC clients. */
  readonly activeConnections: number;
  readonly webSocketConnections: number;
  readonly required: ReadonlySet<HealthCheckName>;
}

/** The one health document. Every value comes from a check. */
export function healthDocument(report: HealthReport, context: HealthContext) {
  const failed = Object.keys(report).filter((name) => report[name]?.state === 'failed');
  const unhealthy = context.draining || failed.some((name) => context.required.has(name as HealthCheckName));
  return {
    status: unhealthy ? 'unhealthy' : failed.length > 0 ? 'degraded' : 'healthy',
    service: 'parley',
    version: context.version,
    timestamp: context.now.toISOString(),
    uptime_seconds: context.uptimeSeconds,
    uptime: context.uptimeSeconds,
    draining: context.draining,
    redis: isFine(report.redis),
    worker: isFine(report.worker),
    active_connections: context.activeConnections,
    active_sessions: context.activeSessions,
    websocket_connections: context.webSocketConnections,
    checks: Object.fromEntries(Object.entries(report).map(([name, outcome]) => [name, checkEntry(outcome)])),
    services: {
      cache: false,
      tts: isFine(report.worker) ? 'closed' : 'open',
      redis: connection(report.redis),
      whisper: named(report.asr, 'loaded', 'unavailable'),
      llm: connection(report.llm),
    },
  };
}

/** Whether work can be done, although the store behind the registry may be away: known workers still answer. */
export function isReady(report: HealthReport, context: HealthContext): boolean {
  if (context.draining) return false;
  return [...context.required].every(
    (name) => report[name]?.state !== 'failed' || (name === 'redis' && report.worker?.state === 'ok'),
  );
}

function checkEntry(outcome: CheckOutcome) {
  return {
    ok: outcome.state !== 'failed',
    error: outcome.state === 'failed' ? outcome.error : null,
    ...(outcome.state === 'disabled' && { disabled: true }),
  };
}

function isFine(outcome: CheckOutcome | undefined): boolean {
  return outcome !== undefined && outcome.state !== 'failed';
}

function named(outcome: CheckOutcome | undefined, ok: string, failed: string): string {
  if (outcome === undefined || outcome.state === 'disabled') return 'disabled';
  return outcome.state === 'ok' ? ok : failed;
}

const connection = (outcome: CheckOutcome | undefined): string => named(outcome, 'connected', 'disconnected');
