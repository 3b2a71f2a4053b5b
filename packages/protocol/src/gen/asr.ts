import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ASRServiceClient as _asr_ASRServiceClient, ASRServiceDefinition as _asr_ASRServiceDefinition } from './asr/ASRService.js';
import type { AudioChunk as _asr_AudioChunk, AudioChunk__Output as _asr_AudioChunk__Output } from './asr/AudioChunk.js';
import type { Capabilities as _asr_Capabilities, Capabilities__Output as _asr_Capabilities__Output } from './asr/Capabilities.js';
import type { ControlRequest as _asr_ControlRequest, ControlRequest__Output as _asr_ControlRequest__Output } from './asr/ControlRequest.js';
import type { ControlResponse as _asr_ControlResponse, ControlResponse__Output as _asr_ControlResponse__Output } from './asr/ControlResponse.js';
import type { EndSessionRequest as _asr_EndSessionRequest, EndSessionRequest__Output as _asr_EndSessionRequest__Output } from './asr/EndSessionRequest.js';
import type { EndSessionResponse as _asr_EndSessionResponse, EndSessionResponse__Output as _asr_EndSessionResponse__Output } from './asr/EndSessionResponse.js';
import type { GetCapabilitiesRequest as _asr_GetCapabilitiesRequest, GetCapabilitiesRequest__Output as _asr_GetCapabilitiesRequest__Output } from './asr/GetCapabilitiesRequest.js';
import type { GetCapabilitiesResponse as _asr_GetCapabilitiesResponse, GetCapabilitiesResponse__Output as _asr_GetCapabilitiesResponse__Output } from './asr/GetCapabilitiesResponse.js';
import type { ListModelsRequest as _asr_ListModelsRequest, ListModelsRequest__Output as _asr_ListModelsRequest__Output } from './asr/ListModelsRequest.js';
import type { ListModelsResponse as _asr_ListModelsResponse, ListModelsResponse__Output as _asr_ListModelsResponse__Output } from './asr/ListModelsResponse.js';
import type { LoadModelRequest as _asr_LoadModelRequest, LoadModelRequest__Output as _asr_LoadModelRequest__Output } from './asr/LoadModelRequest.js';
import type { LoadModelResponse as _asr_LoadModelResponse, LoadModelResponse__Output as _asr_LoadModelResponse__Output } from './asr/LoadModelResponse.js';
import type { ModelInfo as _asr_ModelInfo, ModelInfo__Output as _asr_ModelInfo__Output } from './asr/ModelInfo.js';
import type { StartSessionRequest as _asr_StartSessionRequest, StartSessionRequest__Output as _asr_StartSessionRequest__Output } from './asr/StartSessionRequest.js';
import type { StartSessionResponse as _asr_StartSessionResponse, StartSessionResponse__Output as _asr_StartSessionResponse__Output } from './asr/StartSessionResponse.js';
import type { TranscriptEvent as _asr_TranscriptEvent, TranscriptEvent__Output as _asr_TranscriptEvent__Output } from './asr/TranscriptEvent.js';
import type { UnloadModelRequest as _asr_UnloadModelRequest, UnloadModelRequest__Output as _asr_UnloadModelRequest__Output } from './asr/UnloadModelRequest.js';
import type { UnloadModelResponse as _asr_UnloadModelResponse, UnloadModelResponse__Output as _asr_UnloadModelResponse__Output } from './asr/UnloadModelResponse.js';
import type { Word as _asr_Word, Word__Output as _asr_Word__Output } from './asr/Word.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  asr: {
    ASRService: SubtypeConstructor<typeof grpc.Client, _asr_ASRServiceClient> & { service: _asr_ASRServiceDefinition }
    AudioChunk: MessageTypeDefinition<_asr_AudioChunk, _asr_AudioChunk__Output>
    Capabilities: MessageTypeDefinition<_asr_Capabilities, _asr_Capabilities__Output>
    ControlCommand: EnumTypeDefinition
    ControlRequest: MessageTypeDefinition<_asr_ControlRequest, _asr_ControlRequest__Output>
    ControlResponse: MessageTypeDefinition<_asr_ControlResponse, _asr_ControlResponse__Output>
    EndSessionRequest: MessageTypeDefinition<_asr_EndSessionRequest, _asr_EndSessionRequest__Output>
    EndSessionResponse: MessageTypeDefinition<_asr_EndSessionResponse, _asr_EndSessionResponse__Output>
    GetCapabilitiesRequest: MessageTypeDefinition<_asr_GetCapabilitiesRequest, _asr_GetCapabilitiesRequest__Output>
    GetCapabilitiesResponse: MessageTypeDefinition<_asr_GetCapabilitiesResponse, _asr_GetCapabilitiesResponse__Output>
    ListModelsRequest: MessageTypeDefinition<_asr_ListModelsRequest, _asr_ListModelsRequest__Output>
    ListModelsResponse: MessageTypeDefinition<_asr_ListModelsResponse, _asr_ListModelsResponse__Output>
    LoadModelRequest: MessageTypeDefinition<_asr_LoadModelRequest, _asr_LoadModelRequest__Output>
    LoadModelResponse: MessageTypeDefinition<_asr_LoadModelResponse, _asr_LoadModelResponse__Output>
    ModelInfo: MessageTypeDefinition<_asr_ModelInfo, _asr_ModelInfo__Output>
    StartSessionRequest: MessageTypeDefinition<_asr_StartSessionRequest, _asr_StartSessionRequest__Output>
    StartSessionResponse: MessageTypeDefinition<_asr_StartSessionResponse, _asr_StartSessionResponse__Output>
    TranscriptEvent: MessageTypeDefinition<_asr_TranscriptEvent, _asr_TranscriptEvent__Output>
    TranscriptKind: EnumTypeDefinition
    UnloadModelRequest: MessageTypeDefinition<_asr_UnloadModelRequest, _asr_UnloadModelRequest__Output>
    UnloadModelResponse: MessageTypeDefinition<_asr_UnloadModelResponse, _asr_UnloadModelResponse__Output>
    Word: MessageTypeDefinition<_asr_Word, _asr_Word__Output>
  }
}

