import { type Clock, systemClock } from '@headwaters/local-services';
import { acceleration } from './accelerated-time.js';

/** What work takes that does not go faster by itself, at most, in milliseconds of real time. */
const graceMillis = 5_000;

/** The clock by which functions are killed that overrun: as fast as theirs, but it lets them finish what they compute. */
export const acceleratedClock: Clock = {
  now: () => systemClock.now(),
  setTimeout: (callback, delayMillis) =>
    systemClock.setTimeout(callback, delayMillis / acceleration + graceMillis),
};
