import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type QuarantinedRecord,
  type StreamPosition,
  parseQuarantineKey,
  parseQuarantinedRecord,
  positionPath,
} from '@headwaters/pipeline-contract';
import type { KinesisEventRecord, Simulation } from '@headwaters/stack-simulator';
import type { PipelineShape } from '../../contract/pipeline.js';

/** A quarantine object in a bucket. */
export interface StoredQuarantine {
  readonly bucket: string;
  readonly key: string;
  readonly record: QuarantinedRecord;
}

/** Options of {@link QuarantineWatch}. */
export interface QuarantineWatchOptions {
  readonly s3: Pick<S3Client, 'send'>;
  readonly shape: Pick<PipelineShape, 'consumers'>;
  readonly onQuarantined: (stored: StoredQuarantine) => void;
}

/** Kinesis records that a function acknowledged, by what it did with them. */
export interface Acknowledged {
  readonly accepted: readonly KinesisEventRecord[];
  readonly quarantined: readonly KinesisEventRecord[];
}

/** Follows what consumers quarantine: the objects that they write to the failures bucket. */
export class QuarantineWatch {
  readonly #s3: Pick<S3Client, 'send'>;
  /** How often each Kinesis record was quarantined: one that is delivered again may be quarantined again, perhaps on another day. */
  readonly #writes = new Map<string, number>();

  readonly #consumers: PipelineShape['consumers'];

  /** @param onQuarantined - Called for each object, once it is read. */
  constructor({ events }: Pick<Simulation, 'events'>, { s3, shape, onQuarantined }: QuarantineWatchOptions) {
    this.#s3 = s3;
    this.#consumers = shape.consumers;
    events.on('upload', ({ bucket, key, eventName }) => {
      const name = parseQuarantineKey(key);
      if (name === undefined || !eventName.startsWith('ObjectCreated')) return;
      const id = idOf(name.consumer, name.position);
      this.#writes.set(id, (this.#writes.get(id) ?? 0) + 1);
      // An object that was deleted or is not a quarantine object is ignored.
      this.#read(bucket, key, onQuarantined).catch(() => undefined);
    });
  }

  /** Divides Kinesis records that a function acknowledged. A consumer writes the object before it acknowledges. */
  divide(functionName: string, records: readonly KinesisEventRecord[]): Acknowledged {
    const isQuarantined = (record: KinesisEventRecord) => this.count(functionName, record) > 0;
    return {
      accepted: records.filter((record) => !isQuarantined(record)),
      quarantined: records.filter(isQuarantined),
    };
  }

  /** Returns how often a function has quarantined a Kinesis record. */
  count(functionName: string, record: KinesisEventRecord): number {
    const name = this.#consumers.find((each) => each.functionName === functionName)?.name;
    return name === undefined ? 0 : (this.#writes.get(idOf(name, positionOf(record))) ?? 0);
  }

  async #read(bucket: string, key: string, onQuarantined: (stored: StoredQuarantine) => void): Promise<void> {
    const { Body: body } = await this.#s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const record = parseQuarantinedRecord((await body?.transformToString()) ?? '');
    if (record !== undefined) onQuarantined({ bucket, key, record });
  }
}

/** Identifies a Kinesis record of a consumer, on whatever day it is quarantined. */
function idOf(consumer: string, position: StreamPosition): string {
  return `${consumer}/${positionPath(position)}`;
}

function positionOf({ eventID, eventSourceARN, kinesis }: KinesisEventRecord): StreamPosition {
  return {
    stream: eventSourceARN.slice(eventSourceARN.indexOf('/') + 1),
    shardId: eventID.slice(0, eventID.indexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
  };
}
