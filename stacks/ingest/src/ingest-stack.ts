import { resolve } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { TerraformElement, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';
import { terraformName, useState } from './environment-stack.js';
import type { FunctionPlatform } from './functions/node-function.js';
import type { FailureDestination } from './functions/outcome-permissions.js';
import { StreamConsumer } from './functions/stream-consumer.js';
import { UploadProducer } from './functions/upload-producer.js';
import { observePipeline } from './observability/observe-pipeline.js';
import { AwsAccount } from './permissions/aws-account.js';
import type { EncryptionKey } from './permissions/permission.js';
import type { ConsumerSettings } from './settings/consumer-settings.js';
import type { IngestSettings } from './settings/ingest-settings.js';
import {
  type BucketPurpose,
  bucketNameOf,
  consumerPart,
  metricsNamespaceOf,
  pipelineNameOf,
  resourceNameOf,
} from './settings/resource-names.js';
import { shardCountOf } from './settings/stream-settings.js';
import { PipelineKey } from './storage/pipeline-key.js';
import { PrivateBucket } from './storage/private-bucket.js';
import { ExistingBucket, type UploadBucket } from './storage/upload-bucket.js';
import { EncryptedStream, ExistingStream, type PipelineStream } from './stream/pipeline-stream.js';

export interface IngestStackOptions {
  readonly settings: IngestSettings;
  /** The folder that archives are relative to: the top of the workspace. */
  readonly workspaceFolder: string;
}

/** What is uploaded and archived is not the pipeline's to delete. */
const forEver = { source: undefined, archive: undefined };

const bundles = { producer: 'apps/producer/dist/producer.zip', consumer: 'apps/consumer/dist/consumer.zip' };

/** Files become a stream: a bucket, the function that reads it, the stream, and the consumers that each receive all of it. */
export class IngestStack extends TerraformStack {
  private readonly settings: IngestSettings;
  private readonly workspaceFolder: string;
  private readonly platform: FunctionPlatform;
  private readonly shardCount: number | undefined;

  constructor(scope: Construct, id: string, { settings, workspaceFolder }: IngestStackOptions) {
    super(scope, id);
    this.settings = settings;
    this.workspaceFolder = workspaceFolder;
    this.shardCount = shardCountOf(
      settings.stream.capacity,
      settings.consumers.filter(({ fanOut }) => !fanOut).length,
    );
    this.connect();
    const account = new AwsAccount(this, 'account', settings.region);
    const { tracing, logRetentionDays } = settings;
    this.platform = { account, key: this.key(account), tracing, logRetentionDays };

    const source = this.source();
    const archive = this.bucket('archive');
    const failures = { bucket: this.bucket('failures'), account };
    const ledger = this.bucket('ledger');
    const stream = this.stream();
    const producer = this.producer({ source, stream, failures, ledger });
    const consumers = settings.consumers.map((consumer) =>
      this.consumer(consumer, { source, stream, archive, failures, ledger }),
    );
    const { alarmTopic } = observePipeline(this, {
      settings,
      platform: this.platform,
      shardCount: this.shardCount,
      stream,
      producer,
      consumers,
    });

    this.output('source-bucket', source.name);
    this.output('archive-bucket', archive.name);
    this.output('failures-bucket', failures.bucket.name);
    this.output('ledger-bucket', ledger.name);
    this.output('stream-name', stream.name);
    if (alarmTopic !== undefined) this.output('alarm-topic-arn', alarmTopic.arn);
    this.output('producer-function', producer.function.name);
    this.output(
      'consumer-functions',
      consumers.map((consumer) => consumer.function.name),
    );
    this.output(
      'consumer-names',
      settings.consumers.map(({ name }) => name),
    );
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(TerraformElement.isTerraformElement(element) ? element.node : element, this.node);
  }

  private connect(): void {
    const { region, namePrefix, environment, tags, state } = this.settings;
    useState(this, state);
    new AwsProvider(this, 'aws', {
      region,
      defaultTags: [{ tags: { application: namePrefix, environment, ...tags } }],
    });
  }

  private key(account: AwsAccount): EncryptionKey | undefined {
    const { encryption, deletionProtection } = this.settings;
    switch (encryption.key) {
      case 'aws-managed':
        return undefined;
      case 'existing':
        return { arn: encryption.arn };
      case 'own':
        return new PipelineKey(this, 'key', {
          account,
          name: pipelineNameOf(this.settings),
          rotationDays: encryption.rotationDays,
          deletionWindowDays: encryption.deletionWindowDays,
          deletionProtection,
        });
    }
  }

  private source(): UploadBucket {
    const { existingSource } = this.settings.buckets;
    if (existingSource === undefined) return this.bucket('source');
    return new ExistingBucket(this, 'source', {
      account: this.platform.account,
      name: existingSource.name,
      key: keyOf(existingSource),
    });
  }

  private bucket(purpose: BucketPurpose): PrivateBucket {
    const { buckets, deletionProtection } = this.settings;
    const { account, key } = this.platform;
    const expiryDays = { ...forEver, failures: buckets.failureDays, ledger: buckets.receiptDays }[purpose];
    return new PrivateBucket(this, purpose, {
      account,
      name: bucketNameOf(this.settings, purpose, account.id),
      key,
      replacedVersionDays: buckets.replacedVersionDays,
      expiryDays,
      infrequentAccessDays: expiryDays === undefined ? buckets.infrequentAccessDays : undefined,
      accessLogBucket: buckets.accessLogBucket
        ?.replaceAll('{account}', account.id)
        .replaceAll('{region}', account.region),
      announced: buckets.eventBridge && purpose !== 'source',
      destroyWithContents: buckets.destroyWithContents,
      deletionProtection,
    });
  }

  private stream(): PipelineStream {
    const { stream, deletionProtection } = this.settings;
    const { account } = this.platform;
    if (stream.capacity.mode === 'existing') {
      const { name } = stream.capacity;
      const { retentionHours } = stream;
      return new ExistingStream(this, 'stream', {
        account,
        name,
        retentionHours,
        key: keyOf(stream.capacity),
      });
    }
    return new EncryptedStream(this, 'stream', {
      account,
      name: resourceNameOf(this.settings, 'stream'),
      shardCount: this.shardCount,
      retentionHours: stream.retentionHours,
      key: this.platform.key,
      deletionProtection,
    });
  }

  private producer(around: {
    source: UploadBucket;
    stream: PipelineStream;
    failures: FailureDestination;
    ledger: PrivateBucket;
  }): UploadProducer {
    return new UploadProducer(this, 'producer', {
      platform: this.platform,
      name: resourceNameOf(this.settings, 'producer'),
      archiveFile: resolve(this.workspaceFolder, bundles.producer),
      metricsNamespace: metricsNamespaceOf(this.settings),
      settings: this.settings.producer,
      suffixes: this.settings.buckets.suffixes,
      eventBridge: this.settings.buckets.eventBridge,
      ...around,
    });
  }

  private consumer(
    consumer: ConsumerSettings,
    around: {
      source: UploadBucket;
      stream: PipelineStream;
      archive: PrivateBucket;
      failures: FailureDestination;
      ledger: PrivateBucket;
    },
  ): StreamConsumer {
    const part = consumerPart(consumer.name);
    const archiveFile = consumer.sink === 'own' ? consumer.archiveFile : bundles.consumer;
    return new StreamConsumer(this, part, {
      platform: this.platform,
      name: resourceNameOf(this.settings, part),
      archiveFile: resolve(this.workspaceFolder, archiveFile),
      metricsNamespace: metricsNamespaceOf(this.settings),
      settings: consumer,
      ...around,
    });
  }

  private output(id: string, value: unknown): void {
    new TerraformOutput(this, id, { value });
  }
}

/** The customer's key of what is brought in. */
const keyOf = ({ keyArn: arn }: { readonly keyArn?: string | undefined }): EncryptionKey | undefined =>
  arn === undefined ? undefined : { arn };
