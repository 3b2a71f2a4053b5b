// Original file: proto/tts.proto


export interface ListModelsRequest {
}

export interface ListModelsRequest__Output {
}
