import { useEffect, useState } from 'react';
import type { ServerApi, ServerStatus, SpeechModel, Voice } from './server-api.js';

export interface Catalogue {
  readonly models: readonly SpeechModel[];
  readonly voices: readonly Voice[];
}

/** What the server can speak with, asked for once it is ready. */
export function useCatalogue(api: ServerApi, status: ServerStatus): Catalogue {
  const [catalogue, setCatalogue] = useState<Catalogue>({ models: [], voices: [] });
  useEffect(() => {
    let current = true;
    if (status === 'ready')
      void Promise.all([api.models(), api.voices()]).then(
        ([models, voices]) => current && setCatalogue({ models, voices }),
      );
    return () => {
      current = false;
    };
  }, [api, status]);
  return catalogue;
}
