import { describe, expect, it, jest } from '@jest/globals';
import type { ServiceCall } from '@headwaters/fault-gateway';
import { poisonedRecord } from '../../../src/console/faults/poisoned-record.js';
import { serviceFaults } from '../../../src/console/faults/service-faults.js';
import { SwitchedFaults } from '../../../src/console/faults/switched-faults.js';

const record = { partitionKey: 'k', data: Buffer.from('x') };
const putRecords: ServiceCall = { kind: 'putRecords', entries: [record, record, record] };
const putObject = (key: string): ServiceCall => ({ kind: 'putObject', bucket: 'blocks', key });
const consumer = { name: 'archive', functionName: 'consumer', archiveBucket: 'blocks' };
const always = () => 0;

function board(random = always): SwitchedFaults {
  const poison = poisonedRecord(consumer);
  return new SwitchedFaults([...(poison ? [poison] : []), ...serviceFaults], random);
}

describe('SwitchedFaults', () => {
  it('lets every call pass while all switches are off', () => {
    const plan = board().planFor('consumer', () => undefined);
    expect([putRecords, putObject('a')].map((call) => plan.faultFor(call))).toEqual([undefined, undefined]);
  });

  it('counts how often a fault struck, and knows no switch that is not there', () => {
    const faults = board();
    expect(faults.set('latency', true)).toBe(true);
    expect(faults.set('unknown', true)).toBe(false);
    const plan = faults.planFor('producer', () => undefined);
    expect([1, 2].map(() => plan.faultFor(putRecords))).toEqual([
      { kind: 'delay', millis: 400 },
      { kind: 'delay', millis: 400 },
    ]);
    expect(faults.switches().find(({ id }) => id === 'latency')).toMatchObject({ isOn: true, strikes: 2 });
  });

  it('refuses every other entry of a throttled request, of no other call', () => {
    const faults = board();
    faults.set('throttle', true);
    const plan = faults.planFor('producer', () => undefined);
    expect(plan.faultFor(putRecords)).toMatchObject({ kind: 'refuseEntries', places: [0, 2] });
    expect(plan.faultFor(putObject('a'))).toBeUndefined();
  });

  it('ends the process of a function whose turn it is, and of none when the die says otherwise', () => {
    const crash = jest.fn();
    for (const random of [always, () => 0.9]) {
      const faults = board(random);
      faults.set('crash', true);
      faults.planFor('producer', crash).faultFor(putRecords);
    }
    expect(crash).toHaveBeenCalledTimes(1);
  });

  it('denies one block of the poisoned consumer every time, until it is switched off', () => {
    const faults = board();
    faults.set('poison-archive', true);
    const plan = faults.planFor('consumer', () => undefined);
    const denied = { kind: 'fail', when: 'before', status: 403, code: 'AccessDenied' };
    expect(['a', 'b', 'a'].map((key) => plan.faultFor(putObject(key)))).toEqual([denied, undefined, denied]);
    expect(faults.planFor('other', () => undefined).faultFor(putObject('a'))).toBeUndefined();
    faults.set('poison-archive', false);
    expect(plan.faultFor(putObject('a'))).toBeUndefined();
    faults.set('poison-archive', true);
    expect(plan.faultFor(putObject('b'))).toEqual(denied);
  });

  it('has no poison for a consumer that archives nothing', () => {
    expect(poisonedRecord({ ...consumer, archiveBucket: undefined })).toBeUndefined();
  });
});
