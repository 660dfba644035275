import type { RecordTerminator } from '@headwaters/pipeline-contract';
import { Construct } from 'constructs';
import type { FunctionPlatform } from '../function-platform.js';
import type { DeliverySettings } from '../settings/consumer-settings.js';
import type { PrivateBucket } from '../storage/private-bucket.js';
import type { PipelineStream } from '../stream/pipeline-stream.js';
import { DeliveryStream } from './delivery-stream.js';

export interface StreamDeliveryOptions {
  readonly platform: FunctionPlatform;
  /** Name of the delivery stream. */
  readonly name: string;
  readonly settings: DeliverySettings;
  readonly stream: PipelineStream;
  /** Set if the stack has delivery streams. */
  readonly bucket: PrivateBucket | undefined;
  /** Whether the records of the stream end with a line terminator. */
  readonly recordTerminator: RecordTerminator;
}

/** A consumer without a function: Firehose reads the stream from its latest Kinesis record on, de-aggregates, and delivers. */
export class StreamDelivery extends Construct {
  readonly settings: DeliverySettings;
  /** Name of the delivery stream. */
  readonly deliveryStream: string;

  constructor(scope: Construct, id: string, options: StreamDeliveryOptions) {
    super(scope, id);
    const { platform, name, settings, stream, bucket, recordTerminator } = options;
    this.settings = settings;
    if (bucket === undefined) throw new RangeError('The stack has no delivery bucket.');
    this.deliveryStream = new DeliveryStream(this, 'delivery', {
      platform,
      name,
      consumerName: settings.name,
      bucket,
      bufferMegabytes: settings.bufferMegabytes,
      bufferSeconds: settings.bufferSeconds,
      source: stream,
      // Firehose writes the records after one another.
      appendNewline: recordTerminator === 'remove',
      redshift: settings.redshift,
    }).name;
  }
}
