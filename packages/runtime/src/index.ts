export { ConfigError, type ConfigProblem } from './config/config-error.js';
export type { Environment } from './config/interpolate.js';
export {
  type ConfigOrigin,
  type LoadConfigOptions,
  type LoadedConfig,
  loadConfig,
} from './config/load-config.js';
export { maskSecrets } from './config/mask-secrets.js';
export { collectGarbageAsServer, collectGarbageAsWorker } from './garbage-collection.js';
export { createLogger, LOG_LEVELS, type Logger, type LoggerOptions, type LogLevel } from './logger.js';
export {
  createMetrics,
  type GaugeOptions,
  type HistogramOptions,
  type MetricOptions,
  type Metrics,
  type MetricsOptions,
} from './metrics.js';
export { type MetricsServer, type MetricsServerOptions, serveMetrics } from './metrics-server.js';
export {
  type CloserOptions,
  createShutdown,
  type Shutdown,
  type ShutdownOptions,
  type ShutdownProcess,
  type ShutdownResult,
} from './shutdown.js';
export { createSystemClock, type SystemClock, type SystemTimer } from './system-clock.js';
export { createOtlpExporter, type OtlpExporterOptions } from './tracing/otlp-exporter.js';
export type { Span, SpanAttributes, Trace, TraceExporter } from './tracing/trace.js';
