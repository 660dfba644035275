import { resolve } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { LocalBackend, TerraformElement, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';
import { AwsAccount } from './constructs/aws-account.js';
import { EncryptedStream } from './constructs/encrypted-stream.js';
import type { FailureDestination } from './constructs/failure-destination.js';
import { PrivateBucket } from './constructs/private-bucket.js';
import { StreamConsumer } from './constructs/stream-consumer.js';
import { UploadProducer } from './constructs/upload-producer.js';
import { bucketNameOf, consumerPart, resourceNameOf, type BucketPurpose } from './resource-names.js';
import type { ConsumerSettings } from './settings/consumer-settings.js';
import type { IngestSettings } from './settings/ingest-settings.js';
import { terraformName } from './terraform-name.js';

export interface IngestStackOptions {
  readonly settings: IngestSettings;
  /** The folder that archives are relative to: the top of the workspace. */
  readonly workspaceFolder: string;
}

/** Files become a stream: a bucket, the function that reads it, the stream, and the consumers that each receive all of it. */
export class IngestStack extends TerraformStack {
  private readonly settings: IngestSettings;
  private readonly workspaceFolder: string;
  private readonly account: AwsAccount;

  constructor(scope: Construct, id: string, { settings, workspaceFolder }: IngestStackOptions) {
    super(scope, id);
    this.settings = settings;
    this.workspaceFolder = workspaceFolder;
    this.connect(id);
    this.account = new AwsAccount(this, 'account', settings.region);

    const source = this.bucket('source');
    const archive = this.bucket('archive');
    const failures = {
      bucket: this.bucket('failures', settings.buckets.failureDays),
      account: this.account,
    };
    const stream = new EncryptedStream(this, 'stream', {
      account: this.account,
      name: resourceNameOf(settings, 'stream'),
      ...settings.stream,
    });
    const producer = this.producer(source, stream, failures);
    const consumers = settings.consumers.map((consumer) =>
      this.consumer(consumer, { stream, archive, failures }),
    );

    this.output('source-bucket', source.name);
    this.output('archive-bucket', archive.name);
    this.output('failures-bucket', failures.bucket.name);
    this.output('stream-name', stream.name);
    this.output('producer-function', producer.function.name);
    this.output(
      'consumer-functions',
      consumers.map((consumer) => consumer.function.name),
    );
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(TerraformElement.isTerraformElement(element) ? element.node : element, this.node);
  }

  private connect(stackName: string): void {
    const { region, namePrefix, environment, tags } = this.settings;
    // Relative to the synthesized stack, so that the workspace may lie anywhere.
    new LocalBackend(this, { path: `../../../terraform.${stackName}.tfstate` });
    new AwsProvider(this, 'aws', {
      region,
      defaultTags: [{ tags: { application: namePrefix, environment, ...tags } }],
    });
  }

  private bucket(purpose: BucketPurpose, expiryDays?: number): PrivateBucket {
    const { replacedVersionDays, destroyWithContents } = this.settings.buckets;
    return new PrivateBucket(this, purpose, {
      account: this.account,
      name: bucketNameOf(this.settings, purpose, this.account.id),
      replacedVersionDays,
      destroyWithContents,
      ...(expiryDays === undefined ? {} : { expiryDays }),
    });
  }

  private producer(
    source: PrivateBucket,
    stream: EncryptedStream,
    failures: FailureDestination,
  ): UploadProducer {
    return new UploadProducer(this, 'producer', {
      account: this.account,
      name: resourceNameOf(this.settings, 'producer'),
      archiveFile: resolve(this.workspaceFolder, 'apps/producer/dist/producer.zip'),
      settings: this.settings.producer,
      logRetentionDays: this.settings.logRetentionDays,
      source,
      suffixes: this.settings.buckets.suffixes,
      stream,
      failures,
    });
  }

  private consumer(
    consumer: ConsumerSettings,
    around: { stream: EncryptedStream; archive: PrivateBucket; failures: FailureDestination },
  ): StreamConsumer {
    const part = consumerPart(consumer.name);
    return new StreamConsumer(this, part, {
      account: this.account,
      name: resourceNameOf(this.settings, part),
      archiveFile: resolve(this.workspaceFolder, 'apps/consumer/dist/consumer.zip'),
      settings: consumer,
      logRetentionDays: this.settings.logRetentionDays,
      ...around,
    });
  }

  private output(id: string, value: unknown): void {
    new TerraformOutput(this, id, { value });
  }
}
