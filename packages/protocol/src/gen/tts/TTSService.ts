// Original file: proto/tts.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AudioFrame as _tts_AudioFrame, AudioFrame__Output as _tts_AudioFrame__Output } from '../tts/AudioFrame.js';
import type { ControlRequest as _tts_ControlRequest, ControlRequest__Output as _tts_ControlRequest__Output } from '../tts/ControlRequest.js';
import type { ControlResponse as _tts_ControlResponse, ControlResponse__Output as _tts_ControlResponse__Output } from '../tts/ControlResponse.js';
import type { EndSessionRequest as _tts_EndSessionRequest, EndSessionRequest__Output as _tts_EndSessionRequest__Output } from '../tts/EndSessionRequest.js';
import type { EndSessionResponse as _tts_EndSessionResponse, EndSessionResponse__Output as _tts_EndSessionResponse__Output } from '../tts/EndSessionResponse.js';
import type { GetCapabilitiesRequest as _tts_GetCapabilitiesRequest, GetCapabilitiesRequest__Output as _tts_GetCapabilitiesRequest__Output } from '../tts/GetCapabilitiesRequest.js';
import type { GetCapabilitiesResponse as _tts_GetCapabilitiesResponse, GetCapabilitiesResponse__Output as _tts_GetCapabilitiesResponse__Output } from '../tts/GetCapabilitiesResponse.js';
import type { ListModelsRequest as _tts_ListModelsRequest, ListModelsRequest__Output as _tts_ListModelsRequest__Output } from '../tts/ListModelsRequest.js';
import type { ListModelsResponse as _tts_ListModelsResponse, ListModelsResponse__Output as _tts_ListModelsResponse__Output } from '../tts/ListModelsResponse.js';
import type { LoadModelRequest as _tts_LoadModelRequest, LoadModelRequest__Output as _tts_LoadModelRequest__Output } from '../tts/LoadModelRequest.js';
import type { LoadModelResponse as _tts_LoadModelResponse, LoadModelResponse__Output as _tts_LoadModelResponse__Output } from '../tts/LoadModelResponse.js';
import type { StartSessionRequest as _tts_StartSessionRequest, StartSessionRequest__Output as _tts_StartSessionRequest__Output } from '../tts/StartSessionRequest.js';
import type { StartSessionResponse as _tts_StartSessionResponse, StartSessionResponse__Output as _tts_StartSessionResponse__Output } from '../tts/StartSessionResponse.js';
import type { TextChunk as _tts_TextChunk, TextChunk__Output as _tts_TextChunk__Output } from '../tts/TextChunk.js';
import type { UnloadModelRequest as _tts_UnloadModelRequest, UnloadModelRequest__Output as _tts_UnloadModelRequest__Output } from '../tts/UnloadModelRequest.js';
import type { UnloadModelResponse as _tts_UnloadModelResponse, UnloadModelResponse__Output as _tts_UnloadModelResponse__Output } from '../tts/UnloadModelResponse.js';

export interface TTSServiceClient extends grpc.Client {
  Control(argument: _tts_ControlRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_ControlResponse__Output>): grpc.ClientUnaryCall;
  Control(argument: _tts_ControlRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_ControlResponse__Output>): grpc.ClientUnaryCall;
  Control(argument: _tts_ControlRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_ControlResponse__Output>): grpc.ClientUnaryCall;
  Control(argument: _tts_ControlRequest, callback: grpc.requestCallback<_tts_ControlResponse__Output>): grpc.ClientUnaryCall;
  control(argument: _tts_ControlRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_ControlResponse__Output>): grpc.ClientUnaryCall;
  control(argument: _tts_ControlRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_ControlResponse__Output>): grpc.ClientUnaryCall;
  control(argument: _tts_ControlRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_ControlResponse__Output>): grpc.ClientUnaryCall;
  control(argument: _tts_ControlRequest, callback: grpc.requestCallback<_tts_ControlResponse__Output>): grpc.ClientUnaryCall;
  
  EndSession(argument: _tts_EndSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  EndSession(argument: _tts_EndSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  EndSession(argument: _tts_EndSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  EndSession(argument: _tts_EndSessionRequest, callback: grpc.requestCallback<_tts_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  endSession(argument: _tts_EndSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  endSession(argument: _tts_EndSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  endSession(argument: _tts_EndSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  endSession(argument: _tts_EndSessionRequest, callback: grpc.requestCallback<_tts_EndSessionResponse__Output>): grpc.ClientUnaryCall;
  
  GetCapabilities(argument: _tts_GetCapabilitiesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  GetCapabilities(argument: _tts_GetCapabilitiesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  GetCapabilities(argument: _tts_GetCapabilitiesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  GetCapabilities(argument: _tts_GetCapabilitiesRequest, callback: grpc.requestCallback<_tts_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _tts_GetCapabilitiesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _tts_GetCapabilitiesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _tts_GetCapabilitiesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _tts_GetCapabilitiesRequest, callback: grpc.requestCallback<_tts_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  
  ListModels(argument: _tts_ListModelsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  ListModels(argument: _tts_ListModelsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  ListModels(argument: _tts_ListModelsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  ListModels(argument: _tts_ListModelsRequest, callback: grpc.requestCallback<_tts_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _tts_ListModelsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _tts_ListModelsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _tts_ListModelsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  listModels(argument: _tts_ListModelsRequest, callback: grpc.requestCallback<_tts_ListModelsResponse__Output>): grpc.ClientUnaryCall;
  
  LoadModel(argument: _tts_LoadModelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  LoadModel(argument: _tts_LoadModelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  LoadModel(argument: _tts_LoadModelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  LoadModel(argument: _tts_LoadModelRequest, callback: grpc.requestCallback<_tts_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  loadModel(argument: _tts_LoadModelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  loadModel(argument: _tts_LoadModelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  loadModel(argument: _tts_LoadModelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  loadModel(argument: _tts_LoadModelRequest, callback: grpc.requestCallback<_tts_LoadModelResponse__Output>): grpc.ClientUnaryCall;
  
  StartSession(argument: _tts_StartSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  StartSession(argument: _tts_StartSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  StartSession(argument: _tts_StartSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  StartSession(argument: _tts_StartSessionRequest, callback: grpc.requestCallback<_tts_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  startSession(argument: _tts_StartSessionRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  startSession(argument: _tts_StartSessionRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  startSession(argument: _tts_StartSessionRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  startSession(argument: _tts_StartSessionRequest, callback: grpc.requestCallback<_tts_StartSessionResponse__Output>): grpc.ClientUnaryCall;
  
  Synthesize(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tts_TextChunk, _tts_AudioFrame__Output>;
  Synthesize(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tts_TextChunk, _tts_AudioFrame__Output>;
  synthesize(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_tts_TextChunk, _tts_AudioFrame__Output>;
  synthesize(options?: grpc.CallOptions): grpc.ClientDuplexStream<_tts_TextChunk, _tts_AudioFrame__Output>;
  
  UnloadModel(argument: _tts_UnloadModelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  UnloadModel(argument: _tts_UnloadModelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  UnloadModel(argument: _tts_UnloadModelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  UnloadModel(argument: _tts_UnloadModelRequest, callback: grpc.requestCallback<_tts_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  unloadModel(argument: _tts_UnloadModelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  unloadModel(argument: _tts_UnloadModelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_tts_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  unloadModel(argument: _tts_UnloadModelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_tts_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  unloadModel(argument: _tts_UnloadModelRequest, callback: grpc.requestCallback<_tts_UnloadModelResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface TTSServiceHandlers extends grpc.UntypedServiceImplementation {
  Control: grpc.handleUnaryCall<_tts_ControlRequest__Output, _tts_ControlResponse>;
  
  EndSession: grpc.handleUnaryCall<_tts_EndSessionRequest__Output, _tts_EndSessionResponse>;
  
  GetCapabilities: grpc.handleUnaryCall<_tts_GetCapabilitiesRequest__Output, _tts_GetCapabilitiesResponse>;
  
  ListModels: grpc.handleUnaryCall<_tts_ListModelsRequest__Output, _tts_ListModelsResponse>;
  
  LoadModel: grpc.handleUnaryCall<_tts_LoadModelRequest__Output, _tts_LoadModelResponse>;
  
  StartSession: grpc.handleUnaryCall<_tts_StartSessionRequest__Output, _tts_StartSessionResponse>;
  
  Synthesize: grpc.handleBidiStreamingCall<_tts_TextChunk__Output, _tts_AudioFrame>;
  
  UnloadModel: grpc.handleUnaryCall<_tts_UnloadModelRequest__Output, _tts_UnloadModelResponse>;
  
}

export interface TTSServiceDefinition extends grpc.ServiceDefinition {
  Control: MethodDefinition<_tts_ControlRequest, _tts_ControlResponse, _tts_ControlRequest__Output, _tts_ControlResponse__Output>
  EndSession: MethodDefinition<_tts_EndSessionRequest, _tts_EndSessionResponse, _tts_EndSessionRequest__Output, _tts_EndSessionResponse__Output>
  GetCapabilities: MethodDefinition<_tts_GetCapabilitiesRequest, _tts_GetCapabilitiesResponse, _tts_GetCapabilitiesRequest__Output, _tts_GetCapabilitiesResponse__Output>
  ListModels: MethodDefinition<_tts_ListModelsRequest, _tts_ListModelsResponse, _tts_ListModelsRequest__Output, _tts_ListModelsResponse__Output>
  LoadModel: MethodDefinition<_tts_LoadModelRequest, _tts_LoadModelResponse, _tts_LoadModelRequest__Output, _tts_LoadModelResponse__Output>
  StartSession: MethodDefinition<_tts_StartSessionRequest, _tts_StartSessionResponse, _tts_StartSessionRequest__Output, _tts_StartSessionResponse__Output>
  Synthesize: MethodDefinition<_tts_TextChunk, _tts_AudioFrame, _tts_TextChunk__Output, _tts_AudioFrame__Output>
  UnloadModel: MethodDefinition<_tts_UnloadModelRequest, _tts_UnloadModelResponse, _tts_UnloadModelRequest__Output, _tts_UnloadModelResponse__Output>
}
