import type { DecodedRecord } from '@headwaters/record-codec';
import type { InvocationEvent } from '@headwaters/stack-simulator';
import type { FilePlan, SeedPlan } from '../plan/seed-plan.js';

/** All that was seen of one seed, for the invariants to judge. */
export interface Evidence {
  readonly plan: SeedPlan;
  readonly uploads: readonly Upload[];
  readonly consumers: readonly ConsumerEvidence[];
  /** Reasons for which the producer gave files up, by the name of the file. */
  readonly rejections: ReadonlyMap<string, string>;
  /** Names of the files whose publication was denied for good. */
  readonly keyDenied: ReadonlySet<string>;
  /** How many objects the archive denied for good. */
  readonly archiveDenials: number;
  /** What was lost without a destination, in words. */
  readonly losses: readonly string[];
  readonly invocations: readonly InvocationEvent[];
  /** Whether everything came to its end. */
  readonly isIdle: boolean;
  /** Mebibytes that each function may use, by its name. */
  readonly memoryMegabytes: ReadonlyMap<string, number>;
}

/** A file in the bucket. */
export interface Upload {
  readonly file: FilePlan;
  readonly bucket: string;
  readonly versionId: string;
}

/** What one consumer was given and did. */
export interface ConsumerEvidence {
  readonly functionName: string;
  /** Every record that it accepted or that was given up, in the order in which that happened. */
  readonly outcomes: readonly RecordOutcome[];
  /** What its archive holds in the end; absent if it has none. */
  readonly archive?: readonly ArchivedObject[];
}

/** The end of one record for one consumer. */
export interface RecordOutcome {
  readonly kind: 'accepted' | 'givenUp';
  readonly shardId: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Absent where the data can't be decoded. */
  readonly decoded: DecodedRecord | undefined;
  /** By the clock of the seed. */
  readonly arrivalMillis: number;
  readonly atMillis: number;
}

/** One object of an archive. */
export interface ArchivedObject {
  readonly key: string;
  readonly data: Buffer;
  readonly decoded: DecodedRecord | undefined;
  /** How many objects were archived before it was for the first time. */
  readonly order: number;
}
