import type { ServiceCall } from '@headwaters/fault-injection';
import { BlockSplitter, decodeRecord, encodeBlock } from '@headwaters/record-codec';
import type { InvocationRequest } from '@headwaters/stack-simulator';
import { describe, expect, it, jest } from '@jest/globals';
import { poisonedRecord } from '../../../src/server/faults/poisoned-record.js';
import { serviceFaults } from '../../../src/server/faults/service-faults.js';
import { SwitchedFaults } from '../../../src/server/faults/switched-faults.js';

const record = { partitionKey: 'k', data: Buffer.from('x') };
const putRecords: ServiceCall = { kind: 'putRecords', entries: [record, record, record] };
const putObject = (key: string): ServiceCall => ({
  kind: 'putObject',
  bucket: 'blocks',
  key,
  body: Buffer.alloc(0),
});
const consumer = { name: 'audit', functionName: 'consumer' };
const always = () => 0;

function board(random = always): SwitchedFaults {
  return new SwitchedFaults([poisonedRecord(consumer), ...serviceFaults], random);
}

const splitter = new BlockSplitter({ source: { bucket: 'uploads', key: 'a.txt' } });
const [block] = [...splitter.push(Buffer.from('a line\n'.repeat(50))), ...splitter.end()];
if (block === undefined) throw new Error('The text has no block.');
const data = Buffer.from(encodeBlock(block)).toString('base64');

/** A batch that has the same block under several ids. */
function batchFor(functionName: string, eventIds: readonly string[]): InvocationRequest {
  const Records = eventIds.map((eventID) => ({ eventID, kinesis: { data } }));
  return {
    functionName,
    requestId: '1',
    payload: JSON.stringify({ Records }),
    trigger: 'mapping',
    attempt: 1,
  };
}

/** For each record of an event, whether it can be decoded. */
function readable({ payload }: InvocationRequest): boolean[] {
  const { Records } = JSON.parse(payload) as { Records: { kinesis: { data: string } }[] };
  return Records.map(({ kinesis }) => {
    try {
      return decodeRecord(Buffer.from(kinesis.data, 'base64')).profile === 'block';
    } catch {
      return false;
    }
  });
}

describe('SwitchedFaults', () => {
  it('passes every call while all switches are off', () => {
    const plan = board().planFor('consumer', () => undefined);
    expect([putRecords, putObject('a')].map((call) => plan.faultFor(call))).toEqual([undefined, undefined]);
  });

  it('counts injected faults and rejects an unknown switch', () => {
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

  it('refuses every other entry of PutRecords and affects no other call', () => {
    const faults = board();
    faults.set('throttle', true);
    const plan = faults.planFor('producer', () => undefined);
    expect(plan.faultFor(putRecords)).toMatchObject({ kind: 'refuseEntries', indexes: [0, 2] });
    expect(plan.faultFor(putObject('a'))).toBeUndefined();
  });

  it('kills the function of an affected call and no other', () => {
    const crash = jest.fn();
    for (const random of [always, () => 0.9]) {
      const faults = board(random);
      faults.set('crash', true);
      faults.planFor('producer', crash).faultFor(putRecords);
    }
    expect(crash).toHaveBeenCalledTimes(1);
  });

  it('passes every event unchanged while all switches are off', () => {
    const request = batchFor('consumer', ['1:1', '1:2']);
    expect(board().spoil(request)).toBe(request);
  });

  it('damages one record of one consumer on every attempt until it is switched off', () => {
    const faults = board();
    faults.set('poison-audit', true);
    expect(readable(faults.spoil(batchFor('consumer', ['1:1', '1:2'])))).toEqual([false, true]);
    expect(readable(faults.spoil(batchFor('consumer', ['1:2', '1:1'])))).toEqual([true, false]);
    expect(readable(faults.spoil(batchFor('other', ['1:1'])))).toEqual([true]);
    expect(faults.switches().find(({ id }) => id === 'poison-audit')).toMatchObject({ strikes: 2 });
    faults.set('poison-audit', false);
    expect(readable(faults.spoil(batchFor('consumer', ['1:1', '1:2'])))).toEqual([true, true]);
    faults.set('poison-audit', true);
    expect(readable(faults.spoil(batchFor('consumer', ['1:2', '1:1'])))).toEqual([false, true]);
  });
});
