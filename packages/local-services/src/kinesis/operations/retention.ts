import { kinesisLimits } from '@headwaters/pipeline-contract';
import { KinesisError } from '../kinesis-error.js';
import type { Members } from '../members.js';
import type { Operation } from './operation.js';
import { requestedStream } from './requested-stream.js';

const requestedHours = (members: Members): number =>
  members.whole('RetentionPeriodHours', {
    min: kinesisLimits.minRetentionHours,
    max: kinesisLimits.maxRetentionHours,
  });

/** Keeps records for longer. */
export const increaseRetention: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const hours = requestedHours(members);
  if (hours < stream.retentionHours) throw refused(hours, 'longer', stream.retentionHours);
  stream.retentionHours = hours;
  return undefined;
};

/** Keeps records for less long: those that are older are gone at once. */
export const decreaseRetention: Operation = (members, catalogue) => {
  const stream = requestedStream(members, catalogue);
  const hours = requestedHours(members);
  if (hours > stream.retentionHours) throw refused(hours, 'shorter', stream.retentionHours);
  stream.retentionHours = hours;
  return undefined;
};

function refused(hours: number, wanted: 'longer' | 'shorter', current: number): KinesisError {
  return new KinesisError(
    'InvalidArgumentException',
    `Requested retention period (${hours} hours) can not be ${wanted === 'longer' ? 'shorter' : 'longer'} ` +
      `than the existing retention period (${current} hours).`,
  );
}
