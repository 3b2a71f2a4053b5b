import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ORCHESTRATOR_VARIABLES } from '@parley/orchestrator';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { main } from '../main.js';
import { loadOrchestratorConfig } from '../server/load-orchestrator-config.js';
import { loadWorkerConfig, WORKER_VARIABLES } from '../server/worker-config.js';
import { quietContext } from './quiet-context.rig.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly selector: { readonly app?: string; readonly matchLabels?: { readonly app: string } };
    readonly ports?: readonly { readonly targetPort: string }[];
    readonly template?: {
      readonly metadata: {
        readonly labels: { readonly app: string };
        readonly annotations?: Readonly<Record<string, string>>;
      };
      readonly spec: {
        readonly terminationGracePeriodSeconds?: number;
        readonly containers: readonly Container[];
      };
    };
  };
}

const text = readFileSync(join(root, 'configs/kubernetes/parley.yaml'), 'utf8');
const manifests = loadAll(text) as Manifest[];
const pods = manifests.flatMap(({ metadata, spec }) =>
  (spec.template?.spec.containers ?? []).map((container) => ({
    name: metadata.name,
    pod: spec.template,
    container,
  })),
);
const ours = pods.filter(({ container }) => container.image.startsWith('parley'));

/** Values that the cluster fills in are given as something of their kind. */
function environmentOf({ env = [] }: Container): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value ?? '10.1.2.3']));
}

describe('configs/kubernetes/parley.yaml', () => {
  test('has both tiers and what they share', () => {
    expect(ours.map(({ name }) => name)).toEqual(['parley-orchestrator', 'parley-tts', 'parley-asr']);
    expect(pods.map(({ name }) => name)).toContain('parley-redis');
  });

  test.each(ours)('$name runs a command that exists, with variables that are read', async ({ container }) => {
    const [command = '', kind] = container.args;
    const context = quietContext();
    expect(await main([command, '--help'], context)).toBe(0);
    // For a command that is not known, the help is that of the program.
    expect(String((context.stdout as PassThrough).read())).toContain(`Usage: parley ${command} `);
    const env = environmentOf(container);
    const variables = command === 'worker' ? WORKER_VARIABLES : ORCHESTRATOR_VARIABLES;
    const source = readFileSync(join(root, 'configs/container.yaml'), 'utf8');
    const known = (name: string) =>
      name in variables || (command === 'orchestrator' && source.includes(`\${${name}:-`));
    expect(Object.keys(env).filter((name) => !known(name))).toEqual([]);
    const ports = new Map(container.ports.map(({ name, containerPort }) => [name, containerPort]));
    if (command === 'worker') {
      const { value } = loadWorkerConfig({ ...context, env }, kind === 'asr' ? 'asr' : 'tts', {});
      expect(value.worker.grpc_host).toBe('0.0.0.0');
      expect(value.worker.advertise_addr).toBe('10.1.2.3');
      expect(value.redis.url).toBe('redis://parley-redis:6379');
      expect([ports.get('grpc'), ports.get('metrics')]).toEqual([
        value.worker.grpc_port,
        value.metrics.prometheus_port,
      ]);
    } else {
      // The file asks the environment of the process for what the container would set.
      const file = join(root, container.args[2] ?? '');
      const { value } = loadOrchestratorConfig({ ...context, env }, { config: file });
      expect(value.transport.websocket).toMatchObject({ host: '0.0.0.0', port: ports.get('http') });
      expect(value.transport.livekit.enabled).toBe(false);
      expect(value.auth.mode).toBe('token');
    }
  });

  test.each(ours)('$name is probed and scraped where it answers, and may drain', ({ container, pod }) => {
    const paths = container.args[0] === 'worker' ? ['/health'] : ['/health/live', '/health/ready'];
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
      expect(paths).toContain(probe?.httpGet?.path);
      expect(container.ports.map(({ name }) => name)).toContain(probe?.httpGet?.port);
    }
    const scraped = Number(pod?.metadata.annotations?.['prometheus.io/port']);
    expect(container.ports.map(({ containerPort }) => containerPort)).toContain(scraped);
    expect(pod?.spec.terminationGracePeriodSeconds).toBeGreaterThan(10);
  });

  test('services find their pods, and every address is that of a service', () => {
    const labels = new Map(pods.map(({ pod, container }) => [pod?.metadata.labels.app, container]));
    const services = manifests.filter(({ kind }) => kind === 'Service');
    for (const { metadata, spec } of services) {
      const ports = labels.get(spec.selector.app)?.ports.map(({ name }) => name);
      expect(ports, metadata.name).toContain(spec.ports?.[0]?.targetPort);
    }
    const hosts = [...text.matchAll(/redis:\/\/([\w-]+)/g)].map(([, host]) => host);
    expect(new Set(hosts)).toEqual(new Set(['parley-redis']));
    expect(services.map(({ metadata }) => metadata.name)).toContain('parley-redis');
  });
});
