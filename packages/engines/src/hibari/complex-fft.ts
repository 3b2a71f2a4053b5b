import loadPffft from '@echogarden/pffft-wasm/simd';
import { ParleyError } from '@parley/protocol';

/**
 * A complex Fourier transform in place, both ways unscaled. Fill `data` (real and imaginary parts in turn), call
 * one of the transforms, read `data`. Owns WASM memory until `close()`.
 */
export interface ComplexFft {
  /** 2 × size numbers. */
  readonly data: Float32Array;
  forward(): void;
  backward(): void;
  close(): void;
}

/**
 * PFFFT with SIMD. Its complex transform takes any multiple of 16 with factors 2, 3 and 5 (its real one wants
 * multiples of 32, which 1200 is not), so two real signals travel as one complex one.
 */
export async function createComplexFft(size: number): Promise<ComplexFft> {
  const pffft = await loadPffft();
  const setup = pffft._pffft_new_setup(size, 1);
  const bytes = size * 2 * 4;
  const memory = pffft._pffft_aligned_malloc(bytes * 2);
  if (setup === 0 || memory === 0) throw new ParleyError('INTERNAL_ERROR', `No transform of size ${size}.`);
  const data = pffft.HEAPF32.subarray(memory >> 2, (memory >> 2) + size * 2);
  let closed = false;
  return {
    data,
    forward() {
      pffft._pffft_transform_ordered(setup, memory, memory, memory + bytes, 0);
    },
    backward() {
      pffft._pffft_transform_ordered(setup, memory, memory, memory + bytes, 1);
    },
    close() {
      if (closed) return;
      closed = true;
      pffft._pffft_destroy_setup(setup);
      pffft._pffft_aligned_free(memory);
    },
  };
}
