/** Entry of a lane for tests: counts loads, and dies when it is told to. */
import { serveLane } from '@parley/models';

const models = new Set<string>();

serveLane({
  load: async ({ id }: { id: string }) => {
    models.add(id);
    return { languages: ['en'], options: [], sampleRateHz: 48_000 };
  },
  unload: async (id: string) => void models.delete(id),
  warmUp: async () => undefined,
  models: async () => [...models],
  die: async () => process.exit(3),
});
