import { resolve } from 'node:path';
import { AwsAccount, type EncryptionKey, EnvironmentStack } from '@headwaters/terraform-stack';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { FunctionPlatform } from './functions/node-function.js';
import type { FailureDestination } from './functions/outcome-permissions.js';
import { StreamConsumer } from './functions/stream-consumer.js';
import { UploadProducer } from './functions/upload-producer.js';
import { shardMetricNames } from './observability/metrics.js';
import { observePipeline } from './observability/observe-pipeline.js';
import { countSharing } from './settings/consumer-checks.js';
import type { ConsumerSettings } from './settings/consumer-settings.js';
import type { IngestSettings } from './settings/ingest-settings.js';
import {
  bucketNameOf,
  consumerPart,
  metricsNamespaceOf,
  pipelineNameOf,
  resourceNameOf,
  type BucketPurpose,
} from './settings/resource-names.js';
import { shardCountOf } from './settings/stream-settings.js';
import { PipelineKey } from './storage/pipeline-key.js';
import { PrivateBucket } from './storage/private-bucket.js';
import { ExistingBucket, type UploadBucket } from './storage/upload-bucket.js';
import { EncryptedStream, ExistingStream, type PipelineStream } from './stream/pipeline-stream.js';

export interface IngestStackOptions {
  readonly settings: IngestSettings;
  /** The root of the workspace. Paths of archives are relative to it. */
  readonly workspaceFolder: string;
}

const archives = { producer: 'apps/producer/dist/producer.zip', consumer: 'apps/consumer/dist/consumer.zip' };

/** What the functions are connected to. */
interface PipelineParts {
  readonly source: UploadBucket;
  readonly stream: PipelineStream;
  readonly archive: PrivateBucket;
  readonly failures: FailureDestination;
  readonly ledger: PrivateBucket;
}

/** The pipeline: a source bucket, the producer, the stream, and consumers that each receive every Kinesis record. */
export class IngestStack extends EnvironmentStack {
  readonly #settings: IngestSettings;
  readonly #workspaceFolder: string;
  readonly #platform: FunctionPlatform;
  /** Undefined if this stack does not provision the shards. */
  readonly #shardCount: number | undefined;

  constructor(scope: Construct, id: string, { settings, workspaceFolder }: IngestStackOptions) {
    const { region, state, allowedAccountIds, namePrefix, environment } = settings;
    const tags = { application: namePrefix, environment, ...settings.tags };
    super(scope, id, { region, state, allowedAccountIds, tags });
    this.#settings = settings;
    this.#workspaceFolder = workspaceFolder;
    this.#shardCount = shardCountOf(settings.stream.capacity, countSharing(settings.consumers));
    const account = new AwsAccount(this, 'account', region);
    const { tracing, logRetentionDays, permissionsBoundary, runtime, versions } = settings;
    this.#platform = {
      account,
      key: this.#key(account),
      tracing,
      logRetentionDays,
      permissionsBoundary,
      runtime,
      versions,
    };
    this.#build(this.#parts(account));
  }

  #parts(account: AwsAccount): PipelineParts {
    return {
      source: this.#source(),
      archive: this.#bucket('archive'),
      failures: { bucket: this.#bucket('failures'), account },
      ledger: this.#bucket('ledger'),
      stream: this.#stream(),
    };
  }

  #build(parts: PipelineParts): void {
    const producer = this.#producer(parts);
    const consumers = this.#settings.consumers.map((consumer) => this.#consumer(consumer, parts));
    const { alarmTopic } = observePipeline(this, {
      settings: this.#settings,
      platform: this.#platform,
      shardCount: this.#shardCount,
      stream: parts.stream,
      producer,
      consumers,
    });
    this.#addOutputs({
      'source-bucket': parts.source.name,
      'archive-bucket': parts.archive.name,
      'failures-bucket': parts.failures.bucket.name,
      'ledger-bucket': parts.ledger.name,
      'stream-name': parts.stream.name,
      ...(alarmTopic === undefined ? {} : { 'alarm-topic-arn': alarmTopic.arn }),
      'producer-function': producer.function.name,
      'consumer-functions': consumers.map((consumer) => consumer.function.name),
      'consumer-names': this.#settings.consumers.map(({ name }) => name),
    });
  }

  #key(account: AwsAccount): EncryptionKey | undefined {
    const { encryption, deletionProtection } = this.#settings;
    switch (encryption.key) {
      case 'aws-managed':
        return undefined;
      case 'existing':
        return { arn: encryption.arn };
      case 'own':
        return new PipelineKey(this, 'key', {
          account,
          name: pipelineNameOf(this.#settings),
          rotationDays: encryption.rotationDays,
          deletionWindowDays: encryption.deletionWindowDays,
          deletionProtection,
        });
    }
  }

  #source(): UploadBucket {
    const { existingSource } = this.#settings.buckets;
    if (existingSource === undefined) return this.#bucket('source');
    return new ExistingBucket(this, 'source', {
      account: this.#platform.account,
      name: existingSource.name,
      key: keyOf(existingSource),
    });
  }

  #bucket(purpose: BucketPurpose): PrivateBucket {
    const { buckets, deletionProtection } = this.#settings;
    const { account, key } = this.#platform;
    const expiryDays = expiryDaysOf(purpose, buckets);
    return new PrivateBucket(this, purpose, {
      account,
      name: bucketNameOf(this.#settings, purpose, account.id),
      key,
      replacedVersionDays: buckets.replacedVersionDays,
      expiryDays,
      infrequentAccessDays: expiryDays === undefined ? buckets.infrequentAccessDays : undefined,
      accessLogBucket: buckets.accessLogBucket
        ?.replaceAll('{account}', account.id)
        .replaceAll('{region}', account.region),
      // The producer configures the notifications of the source bucket.
      eventBridge: buckets.eventBridge && purpose !== 'source',
      // The other buckets are written by roles of this stack only.
      denyOtherKeys: buckets.denyOtherKeys && purpose === 'source',
      destroyWithContents: buckets.destroyWithContents,
      deletionProtection,
    });
  }

  #stream(): PipelineStream {
    const { capacity, retentionHours, shardLevelMetrics } = this.#settings.stream;
    const { account, key } = this.#platform;
    if (capacity.mode === 'existing') {
      const { name } = capacity;
      return new ExistingStream(this, 'stream', { account, name, retentionHours, key: keyOf(capacity) });
    }
    return new EncryptedStream(this, 'stream', {
      account,
      name: resourceNameOf(this.#settings, 'stream'),
      shardCount: this.#shardCount,
      retentionHours,
      key,
      deletionProtection: this.#settings.deletionProtection,
      shardLevelMetrics: shardLevelMetrics ? shardMetricNames : [],
    });
  }

  #producer({ source, stream, failures, ledger }: PipelineParts): UploadProducer {
    const { producer, buckets } = this.#settings;
    return new UploadProducer(this, 'producer', {
      platform: this.#platform,
      name: resourceNameOf(this.#settings, 'producer'),
      archiveFile: resolve(this.#workspaceFolder, archives.producer),
      metricsNamespace: metricsNamespaceOf(this.#settings),
      settings: producer,
      suffixes: buckets.suffixes,
      eventBridge: buckets.eventBridge,
      source,
      stream,
      failures,
      ledger,
    });
  }

  #consumer(consumer: ConsumerSettings, parts: PipelineParts): StreamConsumer {
    const part = consumerPart(consumer.name);
    const archiveFile = consumer.sink === 'own' ? consumer.archiveFile : archives.consumer;
    return new StreamConsumer(this, part, {
      platform: this.#platform,
      name: resourceNameOf(this.#settings, part),
      archiveFile: resolve(this.#workspaceFolder, archiveFile),
      metricsNamespace: metricsNamespaceOf(this.#settings),
      settings: consumer,
      ...parts,
    });
  }

  #addOutputs(values: Readonly<Record<string, unknown>>): void {
    for (const [id, value] of Object.entries(values)) new TerraformOutput(this, id, { value });
  }
}

/** Days after which the objects of a bucket expire; undefined for uploads and the archive, which the stack never deletes. */
function expiryDaysOf(purpose: BucketPurpose, buckets: IngestSettings['buckets']): number | undefined {
  switch (purpose) {
    case 'failures':
      return buckets.failureDays;
    case 'ledger':
      return buckets.receiptDays;
    case 'source':
    case 'archive':
      return undefined;
  }
}

/** The customer managed key of an existing bucket or stream, if any. */
const keyOf = ({ keyArn: arn }: { readonly keyArn?: string | undefined }): EncryptionKey | undefined =>
  arn === undefined ? undefined : { arn };
