import {
  blockId,
  carriedBlock,
  decodeRecord,
  type BlockSource,
  type CarriedBlock,
  type DecodedRecord,
} from '@headwaters/record-codec';
import { StreamEventError } from '../errors.js';
import type { DeliveredBlock, DeliveredRecord, Delivery } from './delivery.js';
import type { Run } from './plain-runs.js';
import type { FindSource } from './source-lookup.js';
import type { StreamRecord } from './stream-record.js';

/** One Kinesis record, decoded, before the object of a plain one is known. */
interface DecodedKinesisRecord {
  readonly position: StreamRecord;
  readonly data: Uint8Array;
  readonly record: DecodedRecord;
  /** `undefined` for a foreign record. */
  readonly carried: CarriedBlock | undefined;
}

/** The Kinesis records of a run, decoded. */
export type DecodedRun = readonly [DecodedKinesisRecord, ...DecodedKinesisRecord[]];

/**
 * Decodes a run of Kinesis records and looks up their object.
 *
 * @param findSource - Without it, plain records are foreign.
 * @throws {@link StreamEventError} if data is not base64, or the run is not one: its Kinesis records must be read one by one.
 * @throws `RecordCodecError` if data is a block that is corrupt or exceeds a limit.
 * @throws the errors of `findSource`.
 */
export async function readDelivery(run: Run, findSource: FindSource | undefined): Promise<Delivery> {
  const decoded = decodeRun(run);
  const { carried } = decoded[0];
  if (carried === undefined) return toDelivery(decoded, undefined);
  const source = carried.source ?? (await findSource?.(carried.sourceDigest));
  // A delivery has the data of one foreign record.
  if (source === undefined && run.length > 1) throw new StreamEventError('A run of an unknown object');
  return toDelivery(decoded, source);
}

/** Decodes the Kinesis records of a run. */
export function decodeRun([first, ...others]: Run): DecodedRun {
  const run: [DecodedKinesisRecord, ...DecodedKinesisRecord[]] = [decode(first)];
  for (const record of others) run.push(decode(record));
  if (run.length > 1 && run.some(({ carried }) => carried?.wire !== 'plain')) {
    throw new StreamEventError('A Kinesis record has the partition key of a plain record, but is not one');
  }
  return run;
}

function decode(position: StreamRecord): DecodedKinesisRecord {
  const data = decodeBase64(position.data);
  const record = decodeRecord(data);
  return { position, data, record, carried: carriedBlock(record, position.partitionKey) };
}

/** Node ignores characters that are not base64; here they must not change the data silently. */
function decodeBase64(encoded: string): Uint8Array {
  const data = Buffer.from(encoded, 'base64');
  if (data.toString('base64') !== encoded) {
    throw new StreamEventError('The data of the Kinesis record is not base64');
  }
  return data;
}

/**
 * Makes a delivery.
 *
 * @param source - The object of what the Kinesis records carry. `undefined`: they are foreign.
 */
export function toDelivery(run: DecodedRun, source: BlockSource | undefined): Delivery {
  const [{ position, data, record }] = run;
  const { stream, shardId, sequenceNumber, partitionKey, arrivedAtMillis } = position;
  return {
    ...{ stream, shardId, sequenceNumber, partitionKey, arrivedAtMillis, data, record },
    kinesisRecordCount: run.length,
    carried: source === undefined ? undefined : deliveredBlock(run, source),
    records: () => recordsOf(run, source),
  };
}

function deliveredBlock(run: DecodedRun, source: BlockSource): DeliveredBlock | undefined {
  const carried = run.flatMap((each) => each.carried ?? []);
  const [first] = carried;
  if (first === undefined) return undefined;
  const { wire, offset, lineNumber, isLast, isReference } = first;
  return {
    ...{ wire, source, offset, lineNumber, isLast, isReference, ...descriptionOf(first) },
    rawLength: sum(carried.map(({ rawLength }) => rawLength)),
    recordCount: sum(carried.map(({ recordCount }) => recordCount)),
    bytes: () => (carried.length === 1 ? first.bytes() : Buffer.concat(carried.map((each) => each.bytes()))),
  };
}

/** Returns what not every carried block has. */
function descriptionOf(carried: CarriedBlock) {
  const { part, layout, header, headerReference, encoding, block, reference } = carried;
  return {
    ...(part !== undefined && { part }),
    ...(layout !== undefined && { layout }),
    ...(header !== undefined && { header }),
    ...(headerReference !== undefined && { headerReference }),
    ...(encoding !== undefined && { encoding }),
    ...(block !== undefined && { block }),
    ...(reference !== undefined && { reference }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function* recordsOf(run: DecodedRun, source: BlockSource | undefined): Generator<DeliveredRecord, void> {
  for (const each of run) {
    if (source === undefined || each.carried === undefined) yield* foreignRecords(each);
    else yield* carriedRecords(each.carried, source, each.position.sequenceNumber);
  }
}

function* carriedRecords(
  carried: CarriedBlock,
  source: BlockSource,
  sequenceNumber: string,
): Generator<DeliveredRecord, void> {
  for (const { bytes, offset, lineNumber } of carried.records()) {
    const id = blockId({ source, offset });
    yield { id, bytes, source, offset, ...(lineNumber !== undefined && { lineNumber }), sequenceNumber };
  }
}

function* foreignRecords({ record, position }: DecodedKinesisRecord): Generator<DeliveredRecord, void> {
  const { sequenceNumber, sibling } = position;
  const id = sibling === undefined ? sequenceNumber : `${sequenceNumber}-${sibling}`;
  if (record.profile === 'plain') yield { id, bytes: record.bytes, sequenceNumber };
  else if (record.profile === 'kpl') {
    for (const { bytes, subSequenceNumber } of record.records())
      yield { id: `${id}.${subSequenceNumber}`, bytes, sequenceNumber };
  }
}
