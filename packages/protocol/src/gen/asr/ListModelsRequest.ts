// Original file: proto/asr.proto


export interface ListModelsRequest {
}

export interface ListModelsRequest__Output {
}
