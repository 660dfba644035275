import { type Clock, systemClock } from '@headwaters/local-services';

/**
 * Factor by which timers run faster in the functions' processes: a back-off of 1 s takes 100 ms. Computing does not get
 * faster, so a higher factor makes requests time out on a busy machine.
 */
const acceleration = 10;

/**
 * Source of a CommonJS module that accelerates timers, timeouts, idle sockets and `performance.now` in the process that
 * preloads it (`node --require`). `Date` is unchanged. Functions need no change.
 */
export const acceleratedTimeSource = `'use strict';
const { Socket } = require('node:net');
const timers = require('node:timers');
const promises = require('node:timers/promises');
const { syncBuiltinESMExports } = require('node:module');
const accelerate = (millis) => (millis ?? 0) / ${acceleration};
const { setTimeout: startTimer } = timers;
const { setTimeout: sleep } = promises;
const timeout = AbortSignal.timeout.bind(AbortSignal);
const now = performance.now.bind(performance);
globalThis.setTimeout = timers.setTimeout = (callback, millis, ...rest) => startTimer(callback, accelerate(millis), ...rest);
promises.setTimeout = (millis, ...rest) => sleep(accelerate(millis), ...rest);
AbortSignal.timeout = (millis) => timeout(Math.ceil(accelerate(millis)));
const { setTimeout: limitIdleTime } = Socket.prototype;
Socket.prototype.setTimeout = function (millis, ...rest) {
  return limitIdleTime.call(this, accelerate(millis), ...rest);
};
performance.now = () => now() * ${acceleration};
syncBuiltinESMExports();
`;

/** Extra time for computing, which is not accelerated, in milliseconds of real time. */
const graceMillis = 5_000;

/** Accelerated clock for the timeouts of invocations. Adds {@link graceMillis}, so that functions can finish computing. */
export const acceleratedClock: Clock = {
  now: () => systemClock.now(),
  setTimeout: (callback, delayMillis) =>
    systemClock.setTimeout(callback, delayMillis / acceleration + graceMillis),
};
