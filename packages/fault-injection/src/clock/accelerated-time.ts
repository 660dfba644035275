import { type Clock, systemClock } from '@headwaters/local-services';

/**
 * How much faster time goes by within the functions' processes: their back-off then costs milliseconds. What they compute goes
 * no faster, so that on a busy machine a higher number lets requests run into their time limits.
 */
const acceleration = 10;

/**
 * A CommonJS program that makes waits and durations of the process that loads it first go by faster. The time of day stays
 * as it is. The functions' own code knows nothing of it.
 */
export const acceleratedTimeSource = `'use strict';
const timers = require('node:timers');
const promises = require('node:timers/promises');
const { syncBuiltinESMExports } = require('node:module');
const faster = (millis) => (millis ?? 0) / ${acceleration};
const { setTimeout: later } = timers;
const { setTimeout: sleep } = promises;
const timeout = AbortSignal.timeout.bind(AbortSignal);
const now = performance.now.bind(performance);
globalThis.setTimeout = timers.setTimeout = (callback, millis, ...rest) => later(callback, faster(millis), ...rest);
promises.setTimeout = (millis, ...rest) => sleep(faster(millis), ...rest);
AbortSignal.timeout = (millis) => timeout(Math.ceil(faster(millis)));
performance.now = () => now() * ${acceleration};
syncBuiltinESMExports();
`;

/** What work takes that does not go faster by itself, at most, in milliseconds of real time. */
const graceMillis = 5_000;

/** The clock by which functions are killed that overrun: as fast as theirs, but it lets them finish what they compute. */
export const acceleratedClock: Clock = {
  now: () => systemClock.now(),
  setTimeout: (callback, delayMillis) =>
    systemClock.setTimeout(callback, delayMillis / acceleration + graceMillis),
};
