export { createLogger, LOG_LEVELS, type Logger, type LoggerOptions, type LogLevel } from './logger.js';
export {
  createMetrics,
  type GaugeOptions,
  type HistogramOptions,
  LATENCY_BUCKETS_SECONDS,
  type MetricOptions,
  type Metrics,
  type MetricsOptions,
} from './metrics.js';
export { createSystemClock, type SystemClock, type SystemTimer } from './system-clock.js';
