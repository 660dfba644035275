import { PipelineIncompleteError } from '../errors.js';

/** A function of a pipeline. */
export interface PipelineFunction {
  readonly functionName: string;
  /** The alias that its trigger invokes; `undefined` if it has no versions. */
  readonly qualifier: string | undefined;
}

/** A consumer of a pipeline. */
export interface PipelineConsumer extends PipelineFunction {
  /** Its CONSUMER_NAME: the actor of its receipts. */
  readonly name: string;
  /** UUIDs of the event source mappings that invoke it. */
  readonly mappingIds: readonly string[];
}

/** Uploads that invoke the producer: keys with this prefix and suffix. Both empty: every key. */
export interface UploadFilter {
  readonly prefix: string;
  readonly suffix: string;
}

/** The names of a pipeline that the recovery commands need. */
export interface RecoveryPipeline {
  readonly sourceBucket: string;
  readonly ledgerBucket: string;
  readonly failuresBucket: string;
  /** The bucket of the consumer whose sink is the archive; `undefined` if there is none. */
  readonly archiveBucket: string | undefined;
  /** Name of the consumer that writes the archive; `undefined` if there is none. */
  readonly archiveConsumer: string | undefined;
  readonly streamName: string;
  readonly streamArn: string;
  /** How long the stream keeps records, in hours; `undefined` if that is unknown. */
  readonly retentionHours: number | undefined;
  readonly producer: PipelineFunction;
  readonly consumers: readonly PipelineConsumer[];
  readonly uploadFilters: readonly UploadFilter[];
  /** Days after which receipts expire; `undefined` if they don't, or if that is unknown. */
  readonly receiptDays: number | undefined;
  /** Key prefix of the objects of the canary; `undefined` without one. */
  readonly canaryPrefix: string | undefined;
}

/** @throws {@link PipelineIncompleteError} if the pipeline has no consumer of that name. */
export function consumerOf(
  { consumers }: Pick<RecoveryPipeline, 'consumers'>,
  name: string,
): PipelineConsumer {
  const consumer = consumers.find((other) => other.name === name);
  if (consumer !== undefined) return consumer;
  const names = consumers.map((other) => other.name).join(', ');
  throw new PipelineIncompleteError(`There is no consumer "${name}". The consumers are: ${names}.`);
}

/** Whether an upload of this key invokes the producer. */
export function invokesProducer(
  { uploadFilters }: Pick<RecoveryPipeline, 'uploadFilters'>,
  key: string,
): boolean {
  return uploadFilters.some(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix));
}
