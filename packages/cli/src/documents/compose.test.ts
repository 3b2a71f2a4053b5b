import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ORCHESTRATOR_VARIABLES } from '@parley/orchestrator';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { main } from '../main.js';
import { loadOrchestratorConfig } from '../server/load-orchestrator-config.js';
import { loadWorkerConfig, WORKER_VARIABLES } from '../server/worker-config.js';
import { quietContext } from './quiet-context.rig.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly deploy?: { readonly resources: { readonly limits: Readonly<Record<string, string>> } };
}

/** Compose merges with `<<`, which YAML 1.1 has; its own tag `!override` replaces a list instead of adding to it. */
function services(file: string): Record<string, Service> {
  const text = readFileSync(join(root, file), 'utf8').replaceAll('!override', '');
  return (load(text, { schema: YAML11_SCHEMA }) as { services: Record<string, Service> }).services;
}

const development = services('docker-compose.yml');
const production = services('docker-compose.prod.yml');
const ours = Object.entries(development).filter(([, { build }]) => build !== undefined);

/** `${NAME:-default}` as compose fills it in when nothing is set. */
function filled(value: string | number): string {
  return String(value).replaceAll(/\$\{\w+:?-([^}]*)\}/g, '$1');
}

function environmentOf(service: Service): Record<string, string> {
  return Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [name, filled(value)]),
  );
}

describe('docker-compose.yml', () => {
  test('publishes on loopback alone, and no host port twice', () => {
    const published = Object.values(development)
      .flatMap(({ ports = [] }) => ports)
      .map(filled);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    const hostPorts = published.map((port) => `${port.split(':')[1]}${port.endsWith('/udp') ? '/udp' : ''}`);
    expect(new Set(hostPorts).size).toBe(hostPorts.length);
  });

  test.each(ours)('%s runs a command that exists, with variables that are read', async (_name, service) => {
    const [command = '', kind = ''] = service.command ?? [];
    const context = quietContext();
    expect(await main([command, '--help'], context)).toBe(0);
    // A recogniser's worker reads those of `asr` as well.
    const ofRecogniser = kind === 'asr' ? ORCHESTRATOR_VARIABLES : {};
    const variables =
      command === 'worker' ? { ...ofRecogniser, ...WORKER_VARIABLES } : ORCHESTRATOR_VARIABLES;
    const names = Object.keys(environmentOf(service));
    // This one is read in configs/container.yaml.
    expect(names.filter((name) => !(name in variables) && name !== 'PARLEY_AUTH_MODE')).toEqual([]);
    const env = environmentOf(service);
    if (command === 'worker') {
      const { value } = loadWorkerConfig({ ...context, env }, kind === 'asr' ? 'asr' : 'tts', {});
      expect(value.worker.grpc_host).toBe('0.0.0.0');
      expect(value.worker.advertise_addr).toBe(`${kind}:${value.worker.grpc_port}`);
    } else {
      const file = join(root, service.command?.[2] ?? '');
      const { value } = loadOrchestratorConfig({ ...context, env }, { config: file });
      expect(value.transport.websocket.host).toBe('0.0.0.0');
      expect(value.redis.url).toBe('redis://redis:6379');
      expect(value.auth.mode).toBe('open');
    }
  });

  test('the orchestrator is healthy when it is ready', () => {
    expect(development.orchestrator?.healthcheck?.test.join(' ')).toContain('/health/ready');
  });

  test('workers are asked for their health, and metrics are read every 15 s and kept for 30 days', () => {
    for (const name of ['tts', 'asr'])
      expect(development[name]?.healthcheck?.test.join(' ')).toContain(':9090/health');
    expect(development.prometheus?.command).toContain('--storage.tsdb.retention.time=30d');
    const read = readFileSync(join(root, 'configs/prometheus.container.yml'), 'utf8');
    expect(load(read)).toMatchObject({ global: { scrape_interval: '15s' } });
    expect(environmentOf(development.grafana ?? {})).toMatchObject({ GF_SECURITY_ADMIN_USER: 'admin' });
  });

  test('mounts files that are here', () => {
    const files = Object.values(development)
      .flatMap(({ volumes = [] }) => volumes)
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((path) => path.startsWith('./'));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('docker-compose.prod.yml', () => {
  test('every service has limits, restarts, and 90 s to end', () => {
    for (const [name, service] of Object.entries(production)) {
      expect(development[name], name).toBeDefined();
      expect(service.restart, name).toBe('unless-stopped');
      expect(service.stop_grace_period, name).toBe('90s');
      expect(service.deploy?.resources.limits.memory, name).toBeDefined();
    }
  });

  test('wants the address that clients of WebRTC reach', () => {
    expect(String(production.livekit?.environment?.LIVEKIT_NODE_IP)).toMatch(/^\$\{\w+:\?/);
    expect(String(development.livekit?.environment?.LIVEKIT_CONFIG)).toContain('LIVEKIT_NODE_IP');
  });

  test('opens nothing but Caddy and the media ports, and wants tokens and secrets', () => {
    const open = Object.entries(production).filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name).sort()).toEqual(['caddy', 'livekit']);
    const environment = production.orchestrator?.environment ?? {};
    expect(environment.PARLEY_AUTH_MODE).toBe('token');
    for (const name of ['PARLEY_API_TOKENS', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'])
      expect(String(environment[name]), name).toMatch(/^\$\{\w+:\?/);
  });
});

test('the image copies what is here, and does not run as root', () => {
  const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n');
  const copied = lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
    .flatMap((line) => line.split(' ').slice(1, -1));
  expect(copied.length).toBeGreaterThan(5);
  expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER parley');
});
