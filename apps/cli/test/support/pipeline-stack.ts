import {
  type TerraformStack,
  bundledFunction,
  pipelineStack,
  writeStack,
} from '@headwaters/test-kit/pipeline-stack';

export interface PipelineStackOptions {
  readonly shardCount?: number;
  /** Kinesis records that a consumer receives at once. Default: 2. */
  readonly batchSize?: number;
  /** Environment variables of the producer. */
  readonly producer?: Readonly<Record<string, string>>;
  /** Uploads that start the producer: suffix of their keys. Default: every upload. */
  readonly uploadSuffix?: string;
  /** More resources by type and name. They override the ones of the builder. */
  readonly resources?: TerraformStack['resource'];
  /** Environment variables of each consumer, by its name. */
  readonly consumers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Attributes of the event source mappings, by the name of the consumer. */
  readonly mappings?: Readonly<Record<string, object>>;
}

/** Environment variables of a consumer with the archive sink. */
export const archivingTo = (bucket: string) => ({ SINK: 'archive', ARCHIVE_BUCKET: bucket });

/**
 * Writes a stack that runs the bundled functions, with cells of 1,024 bytes. Returns its folder; the caller removes it.
 */
export function writePipelineStack({
  shardCount = 1,
  batchSize = 2,
  producer = {},
  uploadSuffix,
  resources,
  consumers,
  mappings = {},
}: PipelineStackOptions): string {
  const mapping = { batch_size: batchSize, maximum_retry_attempts: 0, bisect_batch_on_function_error: true };
  const stack = pipelineStack({
    buckets: { source: 'source', archive: 'archive', failures: 'failures', ledger: 'ledger' },
    stream: { shard_count: shardCount },
    ...(uploadSuffix !== undefined && { uploadSuffix }),
    ...(resources && { resources }),
    producer: bundledFunction('producer', { STREAM_NAME: 'stream', CELL_BYTES: '1024', ...producer }),
    consumers: Object.fromEntries(
      Object.entries(consumers).map(([name, variables]) => {
        const attributes = bundledFunction('consumer', { CONSUMER_NAME: name, ...variables });
        return [
          name,
          {
            function: { ...attributes, function_name: `consumer-${name}` },
            mapping: { ...mapping, ...mappings[name] },
          },
        ];
      }),
    ),
  });
  return writeStack(stack);
}
