import type { Simulation, VirtualClock } from '@headwaters/stack-simulator';

const millisPerMinute = 60_000;

/** How far the clock goes at a time, and the time after which whatever still waits has lost its way. */
const stepMillis = 15 * millisPerMinute;
const longestRunMillis = 48 * 60 * millisPerMinute;

/**
 * Moves the clock on until nothing is left to do.
 *
 * @param isStuck - Asked once a second, in real time: whether to give up.
 * @returns whether everything came to its end.
 */
export async function driveUntilIdle(
  simulation: Pick<Simulation, 'whenIdle' | 'whenSettled'>,
  clock: VirtualClock,
  isStuck: () => boolean,
): Promise<boolean> {
  const state = { idle: false, givenUp: false };
  let giveUp: () => void = () => undefined;
  const givenUp = new Promise<void>((resolve) => (giveUp = resolve));
  const watch = setInterval(() => {
    if (!isStuck()) return;
    state.givenUp = true;
    giveUp();
  }, 1_000);
  void simulation.whenIdle().then(() => (state.idle = true));
  const endMillis = clock.now() + longestRunMillis;
  while (!state.idle && !state.givenUp && clock.now() < endMillis) {
    await clock.advance(stepMillis, () => Promise.race([simulation.whenSettled(), givenUp]));
  }
  clearInterval(watch);
  return state.idle;
}
