import { resolve } from 'node:path';
import { AwsAccount, type EncryptionKey, EnvironmentStack } from '@headwaters/terraform-stack';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { FunctionPlatform } from './function-platform.js';
import type { FailureDestination } from './functions/outcome-permissions.js';
import { StreamConsumer } from './functions/stream-consumer.js';
import { UploadProducer } from './functions/upload-producer.js';
import { shardMetricNames } from './observability/metrics.js';
import { observePipeline } from './observability/observe-pipeline.js';
import { operatePipeline } from './operations/pipeline-operations.js';
import { pipelineOutputs } from './pipeline-outputs.js';
import { countSharing } from './settings/consumer-checks.js';
import {
  type DeliverySettings,
  type FunctionConsumerSettings,
  hasDeliveryStream,
  hasFunction,
  isDelivery,
} from './settings/consumer-settings.js';
import type { IngestSettings } from './settings/ingest-settings.js';
import {
  bucketNameOf,
  consumerPart,
  deliveryStreamNameOf,
  metricsNamespaceOf,
  pipelineNameOf,
  resourceNameOf,
  type BucketPurpose,
} from './settings/resource-names.js';
import { shardCountOf } from './settings/stream-settings.js';
import { uploadFiltersOf } from './settings/upload-filters.js';
import type { SinkTargets } from './sinks/consumer-sink.js';
import { ParquetCatalog } from './sinks/parquet-catalog.js';
import { StreamDelivery } from './sinks/stream-delivery.js';
import { keyUsersOf } from './storage/key-users.js';
import { PipelineKey } from './storage/pipeline-key.js';
import { PrivateBucket, type ShortLivedObjects } from './storage/private-bucket.js';
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
  readonly targets: SinkTargets;
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
      targets: this.#targets(),
      failures: { bucket: this.#bucket('failures'), account },
      ledger: this.#bucket('ledger'),
      stream: this.#stream(),
    };
  }

  #build(parts: PipelineParts): void {
    const producer = this.#producer(parts);
    const consumers = this.#settings.consumers
      .filter(hasFunction)
      .map((consumer) => this.#consumer(consumer, parts));
    const deliveries = this.#settings.consumers
      .filter(isDelivery)
      .map((delivery) => this.#delivery(delivery, parts));
    const pipeline = { settings: this.#settings, platform: this.#platform, producer, consumers, ...parts };
    const operations = operatePipeline(this, { ...pipeline, workspaceFolder: this.#workspaceFolder });
    const { alarmTopic } = observePipeline(this, {
      ...pipeline,
      shardCount: this.#shardCount,
      deliveries,
      operations,
    });
    const outputs = pipelineOutputs({ ...pipeline, alarmTopic, operations });
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value });
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
          ...keyUsersOf(this.#settings, account),
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
      shortLived: this.#canaryObjects(purpose),
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

  /** Uploads of the canary, and what the archive has of them. Of an existing source bucket the owner expires them. */
  #canaryObjects(purpose: BucketPurpose): ShortLivedObjects[] {
    const { canary, buckets } = this.#settings;
    if (canary === undefined || (purpose !== 'source' && purpose !== 'archive')) return [];
    const { id: accountId } = this.#platform.account;
    const source = buckets.existingSource?.name ?? bucketNameOf(this.#settings, 'source', accountId);
    const prefix = purpose === 'source' ? canary.prefix : `${source}/${canary.prefix}`;
    return [{ id: 'expire-canary', prefix, days: canaryDays }];
  }

  /** Those that some consumer writes to. The archive always exists: the ledger's readers find it by its output. */
  #targets(): SinkTargets {
    const { consumers } = this.#settings;
    const parquet = consumers.filter((consumer) => consumer.sink === 'parquet');
    const hasTable = parquet.some((consumer) => consumer.parquet.columns !== undefined);
    return {
      archive: this.#bucket('archive'),
      parquet: parquet.length > 0 ? this.#bucket('parquet') : undefined,
      catalog: hasTable ? new ParquetCatalog(this, 'catalog', pipelineNameOf(this.#settings)) : undefined,
      delivery: consumers.some(hasDeliveryStream) ? this.#bucket('delivery') : undefined,
    };
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
      pipelineName: pipelineNameOf(this.#settings),
      archiveFile: resolve(this.#workspaceFolder, archives.producer),
      metricsNamespace: metricsNamespaceOf(this.#settings),
      settings: producer,
      rules: this.#settings.uploads,
      filters: uploadFiltersOf(this.#settings),
      trigger: buckets.trigger,
      isOwnSource: buckets.existingSource === undefined,
      eventBridge: buckets.eventBridge,
      source,
      stream,
      failures,
      ledger,
    });
  }

  #consumer(consumer: FunctionConsumerSettings, parts: PipelineParts): StreamConsumer {
    const part = consumerPart(consumer.name);
    const archiveFile = consumer.sink === 'own' ? consumer.archiveFile : archives.consumer;
    return new StreamConsumer(this, part, {
      platform: this.#platform,
      name: resourceNameOf(this.#settings, part),
      archiveFile: resolve(this.#workspaceFolder, archiveFile),
      metricsNamespace: metricsNamespaceOf(this.#settings),
      names: this.#settings,
      settings: consumer,
      deletionProtection: this.#settings.deletionProtection,
      canaryPrefix: this.#settings.canary?.prefix,
      ...parts,
    });
  }

  #delivery(delivery: DeliverySettings, { stream, targets }: PipelineParts): StreamDelivery {
    return new StreamDelivery(this, consumerPart(delivery.name), {
      platform: this.#platform,
      name: deliveryStreamNameOf(this.#settings, delivery.name),
      settings: delivery,
      stream,
      bucket: targets.delivery,
      recordTerminator: this.#settings.producer.recordTerminator,
    });
  }
}

/** Days after which uploads of the canary expire. */
const canaryDays = 1;

/** Days after which the objects of a bucket expire; undefined for uploads and what sinks write, which the stack never deletes. */
function expiryDaysOf(purpose: BucketPurpose, buckets: IngestSettings['buckets']): number | undefined {
  switch (purpose) {
    case 'failures':
      return buckets.failureDays;
    case 'ledger':
      return buckets.receiptDays;
    case 'source':
    case 'archive':
    case 'parquet':
    case 'delivery':
      return undefined;
  }
}

/** The customer managed key of an existing bucket or stream, if any. */
const keyOf = ({ keyArn: arn }: { readonly keyArn?: string | undefined }): EncryptionKey | undefined =>
  arn === undefined ? undefined : { arn };
