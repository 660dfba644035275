import { archiveKey } from '@headwaters/pipeline-contract';
import { describe, expect, it } from '@jest/globals';
import { drawRefusal, hasRefusedByte } from '../../src/faults/archive-refusals.js';
import { FaultState } from '../../src/faults/fault-state.js';
import { FileNames } from '../../src/plan/file-names.js';
import { quietPlan } from '../support/quiet-plan.js';

const source = { bucket: 'bucket', key: 'key', versionId: 'v1' };

function stateWith(archiveRefused: number): FaultState {
  const plan = quietPlan();
  const names = new FileNames();
  names.add(source, 'f0');
  return new FaultState({ ...plan, faults: { ...plan.faults, archiveRefused } }, names);
}

function put(state: FaultState, offset: number, endOffset: number): boolean {
  const key = archiveKey({ source, offset, endOffset }, 'gz');
  return drawRefusal({ kind: 'putObject', bucket: 'archive', key, body: Buffer.alloc(0) }, key, state);
}

describe('drawRefusal, on runs of plain records', () => {
  it('refuses a run exactly if it refuses one of its records, however they are batched', () => {
    const state = stateWith(0.3);
    const refused = (from: number, to: number, bytes: number) => {
      const results: boolean[] = [];
      for (let offset = from; offset < to; offset += bytes) results.push(put(state, offset, offset + bytes));
      return results.includes(true);
    };
    const runs = Array.from({ length: 20 }, (_, index) => index * 1_000);
    const asRuns = runs.map((start) => put(state, start, start + 1_000));
    expect(runs.map((start) => refused(start, start + 1_000, 50))).toEqual(asRuns);
    expect(new Set(asRuns).size).toBe(2);
    expect(
      runs.map((start) => hasRefusedByte(state.archiveRefused, source, { offset: start, rawLength: 1_000 })),
    ).toEqual(asRuns);
  });

  it('refuses nothing at a rate of 0', () => {
    const state = stateWith(0);
    expect([put(state, 0, 100_000), [...state.archiveRefused]]).toEqual([false, []]);
  });
});
