/** gRPC plumbing that workers and their clients share: contracts, credentials, channel options, errors. */
export { channelOptions, serverOptions } from './channel-options.js';
export { channelCredentials, serverCredentials, type TlsFiles } from './credentials.js';
export { asrPackageDefinition, loadAsrProto, loadTtsProto, ttsPackageDefinition } from './load-proto.js';
export { fromGrpcError, toGrpcStatus } from './status.js';
