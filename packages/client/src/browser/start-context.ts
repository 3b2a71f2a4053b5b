/** One with a device runs within tens of milliseconds. */
const START_TIMEOUT_MS = 3000;

/** Lets a context run. Throws where it does not: Firefox leaves it waiting where there is no output device. */
export async function startContext(context: AudioContext): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The audio context did not start.')), START_TIMEOUT_MS);
  });
  try {
    await Promise.race([context.resume(), late]);
  } finally {
    clearTimeout(timer);
  }
}
