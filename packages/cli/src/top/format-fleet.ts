import type { FleetReading, WorkerRow } from './read-fleet.js';
import type { OrchestratorFigures } from './read-orchestrator.js';

/** The picture of a moment, as a table for a terminal. */
export function formatFleet({ workers, orchestrators, storedSessions }: FleetReading): string {
  const leases = workers.reduce((sum, worker) => sum + worker.leases, 0);
  const places = workers.reduce((sum, { entry }) => sum + entry.capabilities.max_concurrent_sessions, 0);
  return [
    `workers ${workers.length}   leases ${leases}/${places}   sessions kept ${storedSessions}`,
    '',
    ...table(
      ['WORKER', 'KIND', 'DEVICE', 'LEASES', 'SESSIONS', 'QUEUE', 'RTF', 'BEAT', 'MODELS', 'ADDRESS'],
      workers.map(workerCells),
    ),
    ...(workers.length === 0 ? ['no worker is registered'] : []),
    '',
    ...table(
      ['ORCHESTRATOR', 'STATUS', 'SESSIONS', 'FIRST AUDIO P50', 'P95', 'BARGE-IN P95', 'REPLIES', 'ERRORS'],
      orchestrators.map(orchestratorCells),
    ),
  ].join('\n');
}

function workerCells({ entry, leases, heartbeatAgeSeconds }: WorkerRow): string[] {
  const { metrics, hardware, capabilities } = entry;
  const devices = hardware.cuda_visible_devices;
  return [
    entry.name,
    entry.kind,
    [hardware.gpu ?? 'cpu', ...(devices === undefined || devices === '' ? [] : [`#${devices}`])].join(' '),
    `${leases}/${capabilities.max_concurrent_sessions}`,
    String(metrics.active_sessions ?? '-'),
    String(metrics.queue_depth ?? '-'),
    metrics.rtf === undefined ? '-' : metrics.rtf.toFixed(3),
    `${heartbeatAgeSeconds.toFixed(0)} s`,
    entry.resident_models.join(',') || '-',
    entry.addr,
  ];
}

function orchestratorCells(figures: OrchestratorFigures): string[] {
  return [
    figures.host,
    figures.status,
    String(figures.sessions),
    milliseconds(figures.firstAudioP50),
    milliseconds(figures.firstAudioP95),
    milliseconds(figures.bargeInP95),
    String(figures.replies),
    String(figures.errors),
  ];
}

function milliseconds(seconds: number): string {
  return Number.isNaN(seconds) ? '-' : `${(seconds * 1000).toFixed(0)} ms`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
