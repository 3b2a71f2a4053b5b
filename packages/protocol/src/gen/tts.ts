import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AudioFrame as _tts_AudioFrame, AudioFrame__Output as _tts_AudioFrame__Output } from './tts/AudioFrame.js';
import type { Capabilities as _tts_Capabilities, Capabilities__Output as _tts_Capabilities__Output } from './tts/Capabilities.js';
import type { ControlRequest as _tts_ControlRequest, ControlRequest__Output as _tts_ControlRequest__Output } from './tts/ControlRequest.js';
import type { ControlResponse as _tts_ControlResponse, ControlResponse__Output as _tts_ControlResponse__Output } from './tts/ControlResponse.js';
import type { EndSessionRequest as _tts_EndSessionRequest, EndSessionRequest__Output as _tts_EndSessionRequest__Output } from './tts/EndSessionRequest.js';
import type { EndSessionResponse as _tts_EndSessionResponse, EndSessionResponse__Output as _tts_EndSessionResponse__Output } from './tts/EndSessionResponse.js';
import type { GetCapabilitiesRequest as _tts_GetCapabilitiesRequest, GetCapabilitiesRequest__Output as _tts_GetCapabilitiesRequest__Output } from './tts/GetCapabilitiesRequest.js';
import type { GetCapabilitiesResponse as _tts_GetCapabilitiesResponse, GetCapabilitiesResponse__Output as _tts_GetCapabilitiesResponse__Output } from './tts/GetCapabilitiesResponse.js';
import type { ListModelsRequest as _tts_ListModelsRequest, ListModelsRequest__Output as _tts_ListModelsRequest__Output } from './tts/ListModelsRequest.js';
import type { ListModelsResponse as _tts_ListModelsResponse, ListModelsResponse__Output as _tts_ListModelsResponse__Output } from './tts/ListModelsResponse.js';
import type { LoadModelRequest as _tts_LoadModelRequest, LoadModelRequest__Output as _tts_LoadModelRequest__Output } from './tts/LoadModelRequest.js';
import type { LoadModelResponse as _tts_LoadModelResponse, LoadModelResponse__Output as _tts_LoadModelResponse__Output } from './tts/LoadModelResponse.js';
import type { ModelInfo as _tts_ModelInfo, ModelInfo__Output as _tts_ModelInfo__Output } from './tts/ModelInfo.js';
import type { StartSessionRequest as _tts_StartSessionRequest, StartSessionRequest__Output as _tts_StartSessionRequest__Output } from './tts/StartSessionRequest.js';
import type { StartSessionResponse as _tts_StartSessionResponse, StartSessionResponse__Output as _tts_StartSessionResponse__Output } from './tts/StartSessionResponse.js';
import type { TTSServiceClient as _tts_TTSServiceClient, TTSServiceDefinition as _tts_TTSServiceDefinition } from './tts/TTSService.js';
import type { TextChunk as _tts_TextChunk, TextChunk__Output as _tts_TextChunk__Output } from './tts/TextChunk.js';
import type { UnloadModelRequest as _tts_UnloadModelRequest, UnloadModelRequest__Output as _tts_UnloadModelRequest__Output } from './tts/UnloadModelRequest.js';
import type { UnloadModelResponse as _tts_UnloadModelResponse, UnloadModelResponse__Output as _tts_UnloadModelResponse__Output } from './tts/UnloadModelResponse.js';
import type { WordMark as _tts_WordMark, WordMark__Output as _tts_WordMark__Output } from './tts/WordMark.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tts: {
    AudioFrame: MessageTypeDefinition<_tts_AudioFrame, _tts_AudioFrame__Output>
    Capabilities: MessageTypeDefinition<_tts_Capabilities, _tts_Capabilities__Output>
    ControlCommand: EnumTypeDefinition
    ControlRequest: MessageTypeDefinition<_tts_ControlRequest, _tts_ControlRequest__Output>
    ControlResponse: MessageTypeDefinition<_tts_ControlResponse, _tts_ControlResponse__Output>
    EndSessionRequest: MessageTypeDefinition<_tts_EndSessionRequest, _tts_EndSessionRequest__Output>
    EndSessionResponse: MessageTypeDefinition<_tts_EndSessionResponse, _tts_EndSessionResponse__Output>
    GetCapabilitiesRequest: MessageTypeDefinition<_tts_GetCapabilitiesRequest, _tts_GetCapabilitiesRequest__Output>
    GetCapabilitiesResponse: MessageTypeDefinition<_tts_GetCapabilitiesResponse, _tts_GetCapabilitiesResponse__Output>
    ListModelsRequest: MessageTypeDefinition<_tts_ListModelsRequest, _tts_ListModelsRequest__Output>
    ListModelsResponse: MessageTypeDefinition<_tts_ListModelsResponse, _tts_ListModelsResponse__Output>
    LoadModelRequest: MessageTypeDefinition<_tts_LoadModelRequest, _tts_LoadModelRequest__Output>
    LoadModelResponse: MessageTypeDefinition<_tts_LoadModelResponse, _tts_LoadModelResponse__Output>
    ModelInfo: MessageTypeDefinition<_tts_ModelInfo, _tts_ModelInfo__Output>
    StartSessionRequest: MessageTypeDefinition<_tts_StartSessionRequest, _tts_StartSessionRequest__Output>
    StartSessionResponse: MessageTypeDefinition<_tts_StartSessionResponse, _tts_StartSessionResponse__Output>
    TTSService: SubtypeConstructor<typeof grpc.Client, _tts_TTSServiceClient> & { service: _tts_TTSServiceDefinition }
    TextChunk: MessageTypeDefinition<_tts_TextChunk, _tts_TextChunk__Output>
    UnloadModelRequest: MessageTypeDefinition<_tts_UnloadModelRequest, _tts_UnloadModelRequest__Output>
    UnloadModelResponse: MessageTypeDefinition<_tts_UnloadModelResponse, _tts_UnloadModelResponse__Output>
    WordMark: MessageTypeDefinition<_tts_WordMark, _tts_WordMark__Output>
  }
}

