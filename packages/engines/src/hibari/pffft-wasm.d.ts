/** The part of @echogarden/pffft-wasm that the vocoder uses; the package ships no types. */
declare module '@echogarden/pffft-wasm/simd' {
  export interface PffftModule {
    /** Replaced when the WASM memory grows: read it anew after an allocation. */
    readonly HEAPF32: Float32Array;
    _pffft_aligned_malloc(bytes: number): number;
    _pffft_aligned_free(pointer: number): void;
    /** `kind` 0: real, 1: complex. */
    _pffft_new_setup(size: number, kind: number): number;
    _pffft_destroy_setup(setup: number): void;
    /** `direction` 0: forward, 1: backward; neither is scaled. */
    _pffft_transform_ordered(
      setup: number,
      input: number,
      output: number,
      work: number,
      direction: number,
    ): void;
  }
  export default function loadPffft(): Promise<PffftModule>;
}
