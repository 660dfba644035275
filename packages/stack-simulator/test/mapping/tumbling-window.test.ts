import { describe, expect, it } from '@jest/globals';
import { WindowTracker } from '../../src/mapping/tumbling-window.js';
import { kinesisRecord } from '../support/kinesis-records.js';

describe('WindowTracker', () => {
  it('terminates a window early for a state of 1 MB plus 1 byte, not for 1 MB', () => {
    const windows = new WindowTracker(60);
    const waiting = [kinesisRecord(1, { arrivalSeconds: 30 })];
    const step = windows.next(waiting, 30_000);
    if (step.kind !== 'records') throw new TypeError('the first step must be of kind records');
    step.window.state = 'x'.repeat(1_048_574);
    expect(windows.next([], 30_000)).toEqual({ kind: 'wait', millis: 30_000 });
    step.window.state = 'x'.repeat(1_048_575);
    expect(windows.next([], 30_000)).toEqual({ kind: 'final', window: step.window, isTerminatedEarly: true });
    expect(windows.open).toBe(false);
  });
});
