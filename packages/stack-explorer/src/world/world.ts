/** What happens to a record in the function: it passes, it is reported as failed each time, or it ends the process each time. */
export type RecordFate = 'pass' | 'permanent' | 'crash';

/** A record of a world. Its data is its name. */
export interface WorldRecord {
  readonly name: string;
  readonly fate: RecordFate;
  readonly partitionKey: string;
  /** Decimal digits. Selects the shard. Records of one partition key have the same. */
  readonly explicitHashKey: string;
}

/** An upload whose notification S3 delivers more than once. The function `producer` puts its records. */
export interface WorldUpload {
  /** Notifications of the upload. */
  readonly copies: number;
  readonly records: readonly WorldRecord[];
  /** Attempts of the producer that fail, before or after they put the records. */
  readonly failures: number;
  readonly throttles: number;
}

/** Settings of the event source mapping. Terraform's defaults apply to what is absent. */
export interface WorldMapping {
  readonly batchSize: number;
  readonly retries: number;
  readonly bisect?: boolean;
  readonly partialResponses?: boolean;
  readonly parallelization?: number;
  readonly batchingWindowSeconds?: number;
  readonly maximumAgeSeconds?: number;
}

/** A split of a shard, or a merge with an adjacent one. */
export type Reshard =
  | { readonly split: string; readonly newStartingHashKey: string }
  | { readonly merge: string; readonly adjacentShard: string };

/** A small stack, and what happens to it. Everything that happens may happen in any order. */
export interface World {
  readonly name: string;
  /** Whether it takes minutes. `headwaters explore` plays it only with `--all`. */
  readonly large?: boolean;
  readonly shards: number;
  readonly mapping: WorldMapping;
  /** Records that are put. Those of one sequence are put in its order, alone or two in one call. */
  readonly sequences: readonly (readonly WorldRecord[])[];
  readonly upload?: WorldUpload;
  readonly reshard?: Reshard;
  /** Invocations of the consumer that are throttled. */
  readonly throttles?: number;
  /** Invocations of the consumer that fail for another reason than a record. */
  readonly failures?: number;
  /** A time in which nothing happens. */
  readonly pauseSeconds?: number;
  /** Whether the mapping is disabled and enabled again. */
  readonly disable?: boolean;
}

/** All records that the world can put, by name. */
export function recordsOf({ sequences, upload }: World): ReadonlyMap<string, WorldRecord> {
  return new Map([...sequences.flat(), ...(upload?.records ?? [])].map((record) => [record.name, record]));
}
