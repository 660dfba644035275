import type { Report } from './invariant.js';
import type { MappingRules } from './mapping-rules.js';
import { listNames, type RecordHistory } from './record-history.js';

/** A delivered batch, and the records that were delivered before or with it. */
export interface DeliveredBatch {
  readonly batch: readonly RecordHistory[];
  /** Whether a record of the batch is delivered for the first time. */
  readonly isNew: (record: RecordHistory) => boolean;
  readonly all: readonly RecordHistory[];
  readonly rules: MappingRules;
  readonly report: Report;
}

/**
 * Checks E3 for a delivered batch: its records are of one shard, in its order, at most as many as the batch size. A record is
 * delivered for the first time after those before it in its lane, and not while one of these is open outside the batch. With a
 * parallelization factor, only the records of one partition key are certain to share a lane.
 */
export function checkDeliveryOrder({ batch, isNew, all, rules, report }: DeliveredBatch): void {
  checkBatch(batch, rules, report);
  for (const record of batch.filter(isNew)) {
    for (const other of all) {
      if (batch.includes(other) || !sharesLane(record, other, rules)) continue;
      const isLater = other.sequenceNumber > record.sequenceNumber;
      if (isLater)
        report('E3', `${record.name} was delivered after ${other.name}, which is after it in the shard`);
      else if (other.end === undefined) report('E3', `${record.name} overtook ${other.name}`);
    }
  }
}

function checkBatch(batch: readonly RecordHistory[], rules: MappingRules, report: Report): void {
  const isInOrder = batch.every((record, index) => {
    const before = batch[index - 1];
    return (
      before === undefined ||
      (before.shardId === record.shardId && before.sequenceNumber < record.sequenceNumber)
    );
  });
  if (!isInOrder) report('E3', `the batch ${listNames(batch)} is not in the order of its shard`);
  if (batch.length > rules.batchSize)
    report('E3', `the batch ${listNames(batch)} is larger than the batch size ${rules.batchSize}`);
}

function sharesLane(record: RecordHistory, other: RecordHistory, rules: MappingRules): boolean {
  if (record.shardId !== other.shardId) return false;
  return rules.parallelizationFactor === 1 || record.partitionKey === other.partitionKey;
}
