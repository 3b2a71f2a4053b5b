import type { ChannelOptions } from '@grpc/grpc-js';

/** Longest message either side takes: a second of audio is 96 kB, a text of 10,000 characters 40 kB at most. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Options of either end. A dead peer shows after at most keepalive time + timeout. */
const SHARED: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 3_000,
  'grpc.keepalive_permit_without_calls': 1,
};

/** Options of every channel to a worker. */
export function channelOptions(): ChannelOptions {
  return {
    ...SHARED,
    // Channels to one address share a connection unless told otherwise, and one connection delays frames from
    // about 100 streams on.
    'grpc.use_local_subchannel_pool': 1,
    // A worker that comes back is found within a second or so.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
    'grpc.enable_retries': 0,
    // `http_proxy` of a company network is for the internet; workers are on this machine or a private network.
    'grpc.enable_http_proxy': 0,
  };
}

/** Options of a worker's server. */
export function serverOptions(): ChannelOptions {
  return { ...SHARED };
}
