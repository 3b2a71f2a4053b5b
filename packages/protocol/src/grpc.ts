/** Types of the gRPC contract, generated from `proto/`. Node only: they name types of @grpc/grpc-js. */

export type { ASRServiceClient, ASRServiceHandlers } from './gen/asr/ASRService.js';
export type { AudioChunk, AudioChunk__Output } from './gen/asr/AudioChunk.js';
export type { TranscriptEvent, TranscriptEvent__Output } from './gen/asr/TranscriptEvent.js';
export type { ProtoGrpcType as AsrProto } from './gen/asr.js';
export type { AudioFrame, AudioFrame__Output } from './gen/tts/AudioFrame.js';
export type { GetCapabilitiesResponse__Output } from './gen/tts/GetCapabilitiesResponse.js';
export type { TextChunk, TextChunk__Output } from './gen/tts/TextChunk.js';
export type { TTSServiceClient, TTSServiceHandlers } from './gen/tts/TTSService.js';
export type { WordMark, WordMark__Output } from './gen/tts/WordMark.js';
export type { ProtoGrpcType as TtsProto } from './gen/tts.js';
