import { Server, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import {
  serverCredentials,
  serverOptions,
  type TlsFiles,
  type ttsPackageDefinition,
} from '@parley/runtime/grpc';
import { HealthImplementation } from 'grpc-health-check';
import { type Connections, listen } from './connections.js';

export interface GrpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsFiles | undefined;
  /** Full name of the service, as the health service lists it: "tts.TTSService". */
  readonly serviceName: string;
  readonly definition: ServiceDefinition;
  readonly handlers: UntypedServiceImplementation;
  /** What reflection tells. */
  readonly packageDefinition: ReturnType<typeof ttsPackageDefinition>;
}

/** A gRPC server with one service, the standard health service, and reflection. Owns its connections. */
export interface GrpcServer {
  readonly port: number;
  onPeerLost(listener: (peer: string) => void): void;
  /** What the health service answers; false also stops listening. */
  setServing(serving: boolean): void;
  /** Ends connections, and after `graceMs` also the calls that still deliver their last messages. */
  close(graceMs: number): Promise<void>;
}

export async function createGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const credentials = serverCredentials(options.tls);
  const server = new Server(serverOptions());
  server.addService(options.definition, options.handlers);
  const health = new HealthImplementation({ '': 'SERVING', [options.serviceName]: 'SERVING' });
  health.addToServer(server);
  new ReflectionService(options.packageDefinition).addToServer(server);
  const injector = server.createConnectionInjector(credentials);
  const connections: Connections = await listen(options.host, options.port, injector);

  return {
    port: connections.port,
    onPeerLost: (listener) => connections.onLost(listener),
    setServing(serving) {
      const status = serving ? 'SERVING' : 'NOT_SERVING';
      health.setStatus('', status);
      health.setStatus(options.serviceName, status);
      if (!serving) connections.stopListening();
    },
    async close(graceMs) {
      if (graceMs > 0) await shutDownWithin(server, graceMs);
      injector.destroy();
      server.forceShutdown();
      await connections.close();
    },
  };
}

/** Waits for calls in progress, a health watch among them, which may never end: hence the limit. */
function shutDownWithin(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, graceMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
