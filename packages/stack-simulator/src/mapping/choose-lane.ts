import { createHash } from 'node:crypto';

/** The lane of a partition key: always the same one, so that its records keep their order. */
export function chooseLane(partitionKey: string, lanes: number): number {
  return lanes === 1 ? 0 : createHash('md5').update(partitionKey).digest().readUInt32BE(0) % lanes;
}
