// Original file: proto/asr.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AudioChunk as _asr_AudioChunk, AudioChunk__Output as _asr_AudioChunk__Output } from '../asr/AudioChunk.js';
import type { ControlRequest as _asr_ControlRequest, ControlRequest__Output as _asr_ControlRequest__Output } from '../asr/ControlRequest.js';
import type { ControlResponse as _asr_ControlResponse, ControlResponse__Output as _asr_ControlResponse__Output } from '../asr/ControlResponse.js';
import type { EndSessionRequest as _asr_EndSessionRequest, EndSessionRequest__Output as _asr_EndSessionRequest__Output } from '../asr/EndSessionRequest.js';
import type { EndSessionResponse as _asr_EndSessionResponse, EndSessionResponse__Output as _asr_EndSessionResponse__Output } from '../asr/EndSessionResponse.js';
import type { GetCapabilitiesRequest as _asr_GetCapabilitiesRequest, GetCapabilitiesRequest__Output as _asr_GetCapabilitiesRequest__Output } from '../asr/GetCapabilitiesRequest.js';
import type { GetCapabilitiesResponse as _asr_GetCapabilitiesResponse, GetCapabilitiesResponse__Output as _asr_GetCapabilitiesResponse__Output } from '../asr/GetCapabilitiesResponse.js';
import type { ListModelsRequest as _asr_ListModelsRequest, ListModelsRequest__Output as _asr_ListModelsRequest__Output } from '../asr/ListModelsRequest.js';
import type { ListModelsResponse as _asr_ListModelsResponse, ListModelsResponse__Output as _asr_ListModelsResponse__Output } from '../asr/ListModelsResponse.js';
import type { LoadModelRequest as _asr_LoadModelRequest, LoadModelRequest__Output as _asr_LoadModelRequest__Output } from '../asr/LoadModelRequest.js';
import type { LoadModelResponse as _asr_LoadModelResponse, LoadModelResponse__Output as _asr_LoadModelResponse__Output } from '../asr/LoadModelResponse.js';
import type { StartSessionRequest as _asr_StartSessionRequest, StartSessionRequest__Output as _asr_StartSessionRequest__Output } from '../asr/StartSessionRequest.js';
import type { StartSessionResponse as _asr_StartSessionResponse, StartSessionResponse__Output as _asr_StartSessionResponse__Output } from '../asr/StartSessionResponse.js';
import type { TranscriptEvent as _asr_TranscriptEvent, TranscriptEvent__Output as _asr_TranscriptEvent__Output } from '../asr/TranscriptEvent.js';
import type { UnloadModelRequest as _asr_UnloadModelRequest, UnloadModelRequest__Output as _asr_UnloadModelRequest__Output } from '../asr/UnloadModelRequest.js';
import type { UnloadModelResponse as _asr_UnloadModelResponse, UnloadModelResponse__Output as _asr_UnloadModelResponse__Output } from '../asr/UnloadModelResponse.js';

export interface ASRServiceClient extends grpc.Client {
  Control(argument: _asr_ControlRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_ControlResponse__Output>): grpc.ClientUnaryCall;
  Control(argument: _asr_ControlRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_ControlResponse__Output>): grpc.ClientUnaryCall;
  Control(argument: _asr_ControlRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_ControlResponse__Output>): grpc.ClientUnaryCall;
  Control(argument: _asr_ControlRequest, callback: grpc.requestCallback<_asr_ControlResponse__Output>): grpc.ClientUnaryCall;
  control(argument: _asr_ControlRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_ControlResponse__Output>): grpc.ClientUnaryCall;
  control(argument: _asr_ControlRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_ControlResponse__Output>): grpc.ClientUnaryCall;
  control(argument: _asr_ControlRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_ControlResponse__Output>): grpc.ClientUnaryCall;
  control(argument: _asr_ControlRequest, callback: grpc.requestCallback<_asr_ControlResponse__Output>): grpc.ClientUnaryCall;
  
  EndSession(argument: _asr_EndSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  EndSession(argument: _asr_EndSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  EndSession(argument: _asr_EndSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  EndSession(argument: _asr_EndSessionRequest, callback: grpc.requestCallback<_asr_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  endSession(argument: _asr_EndSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  endSession(argument: _asr_EndSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  endSession(argument: _asr_EndSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  endSession(argument: _asr_EndSessionRequest, callback: grpc.requestCallback<_asr_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  
  GetCapabilities(argument: _asr_GetCapabilitiesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  GetCapabilities(argument: _asr_GetCapabilitiesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  GetCapabilities(argument: _asr_GetCapabilitiesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  GetCapabilities(argument: _asr_GetCapabilitiesRequest, callback: grpc.requestCallback<_asr_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _asr_GetCapabilitiesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _asr_GetCapabilitiesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _asr_GetCapabilitiesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _asr_GetCapabilitiesRequest, callback: grpc.requestCallback<_asr_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  
  ListModels(argument: _asr_ListModelsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  ListModels(argument: _asr_ListModelsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  ListModels(argument: _asr_ListModelsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  ListModels(argument: _asr_ListModelsRequest, callback: grpc.requestCallback<_asr_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _asr_ListModelsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _asr_ListModelsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _asr_ListModelsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _asr_ListModelsRequest, callback: grpc.requestCallback<_asr_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  
  LoadModel(argument: _asr_LoadModelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  LoadModel(argument: _asr_LoadModelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  LoadModel(argument: _asr_LoadModelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  LoadModel(argument: _asr_LoadModelRequest, callback: grpc.requestCallback<_asr_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  loadModel(argument: _asr_LoadModelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  loadModel(argument: _asr_LoadModelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  loadModel(argument: _asr_LoadModelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  loadModel(argument: _asr_LoadModelRequest, callback: grpc.requestCallback<_asr_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  
  Recognize(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_asr_AudioChunk, _asr_TranscriptEvent__Output>;
  Recognize(options?: grpc.CallOptions): grpc.ClientDuplexStream<_asr_AudioChunk, _asr_TranscriptEvent__Output>;
  recognize(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_asr_AudioChunk, _asr_TranscriptEvent__Output>;
  recognize(options?: grpc.CallOptions): grpc.ClientDuplexStream<_asr_AudioChunk, _asr_TranscriptEvent__Output>;
  
  StartSession(argument: _asr_StartSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  StartSession(argument: _asr_StartSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  StartSession(argument: _asr_StartSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  StartSession(argument: _asr_StartSessionRequest, callback: grpc.requestCallback<_asr_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  startSession(argument: _asr_StartSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  startSession(argument: _asr_StartSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  startSession(argument: _asr_StartSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  startSession(argument: _asr_StartSessionRequest, callback: grpc.requestCallback<_asr_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  
  UnloadModel(argument: _asr_UnloadModelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  UnloadModel(argument: _asr_UnloadModelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  UnloadModel(argument: _asr_UnloadModelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  UnloadModel(argument: _asr_UnloadModelRequest, callback: grpc.requestCallback<_asr_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  unloadModel(argument: _asr_UnloadModelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  unloadModel(argument: _asr_UnloadModelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_asr_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  unloadModel(argument: _asr_UnloadModelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_asr_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  unloadModel(argument: _asr_UnloadModelRequest, callback: grpc.requestCallback<_asr_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface ASRServiceHandlers extends grpc.UntypedServiceImplementation {
  Control: grpc.handleUnaryCall<_asr_ControlRequest__Output, _asr_ControlResponse>;
  
  EndSession: grpc.handleUnaryCall<_asr_EndSessionRequest__Output, _asr_EndSessionResponse>;
  
  GetCapabilities: grpc.handleUnaryCall<_asr_GetCapabilitiesRequest__Output, _asr_GetCapabilitiesResponse>;
  
  ListModels: grpc.handleUnaryCall<_asr_ListModelsRequest__Output, _asr_ListModelsResponse>;
  
  LoadModel: grpc.handleUnaryCall<_asr_LoadModelRequest__Output, _asr_LoadModelResponse>;
  
  Recognize: grpc.handleBidiStreamingCall<_asr_AudioChunk__Output, _asr_TranscriptEvent>;
  
  StartSession: grpc.handleUnaryCall<_asr_StartSessionRequest__Output, _asr_StartSessionResponse>;
  
  UnloadModel: grpc.handleUnaryCall<_asr_UnloadModelRequest__Output, _asr_UnloadModelResponse>;
  
}

export interface ASRServiceDefinition extends grpc.ServiceDefinition {
  Control: MethodDefinition<_asr_ControlRequest, _asr_ControlResponse, _asr_ControlRequest__Output, _asr_ControlResponse__Output>
  EndSession: MethodDefinition<_asr_EndSessionRequest, _asr_EndSessionResponse, _asr_EndSessionRequest__Output, _asr_EndSessionResponse__Output>
  GetCapabilities: MethodDefinition<_asr_GetCapabilitiesRequest, _asr_GetCapabilitiesResponse, _asr_GetCapabilitiesRequest__Output, _asr_GetCapabilitiesResponse__Output>
  ListModels: MethodDefinition<_asr_ListModelsRequest, _asr_ListModelsResponse, _asr_ListModelsRequest__Output, _asr_ListModelsResponse__Output>
  LoadModel: MethodDefinition<_asr_LoadModelRequest, _asr_LoadModelResponse, _asr_LoadModelRequest__Output, _asr_LoadModelResponse__Output>
  Recognize: MethodDefinition<_asr_AudioChunk, _asr_TranscriptEvent, _asr_AudioChunk__Output, _asr_TranscriptEvent__Output>
  StartSession: MethodDefinition<_asr_StartSessionRequest, _asr_StartSessionResponse, _asr_StartSessionRequest__Output, _asr_StartSessionResponse__Output>
  UnloadModel: MethodDefinition<_asr_UnloadModelRequest, _asr_UnloadModelResponse, _asr_UnloadModelRequest__Output, _asr_UnloadModelResponse__Output>
}
