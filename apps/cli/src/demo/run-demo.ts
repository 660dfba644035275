import { basename } from 'node:path';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import {
  type StackConsumer,
  type Simulation,
  listConsumers,
  readRecordLayout,
  createLocalS3Client,
} from '@headwaters/stack-simulator';
import { Deliveries } from '../pipeline/deliveries.js';
import { QuarantinedRecords } from '../pipeline/quarantined-records.js';
import { readSourceRange } from '../pipeline/read-source-range.js';
import { type UploadedFile, uploadFile } from '../pipeline/upload-file.js';
import { chooseKey, findUploadTarget } from '../pipeline/upload-target.js';
import {
  type ConsumedFile,
  type ConsumerSummary,
  type DemoFile,
  type DemoSummary,
  isDelivered,
} from './demo-summary.js';
import { RejectedUploads } from './rejected-uploads.js';
import { RunStatistics } from './run-statistics.js';

/**
 * Uploads files into a simulated stack, waits until the stack is idle, and compares what each consumer accepted with
 * what was uploaded. Of consumers that received no block of this project, it counts what they processed.
 *
 * @param report - Called with one line of progress for each upload.
 * @throws the file system's error if a file cannot be read.
 */
export async function runDemo(
  simulation: Simulation,
  files: readonly string[],
  report: (line: string) => void,
): Promise<DemoSummary> {
  const startedAt = performance.now();
  const s3 = createLocalS3Client(simulation);
  const deliveries = new Deliveries((block) => readSourceRange(s3, block));
  const statistics = new RunStatistics(simulation);
  const consumers = listConsumers(simulation.blueprint);
  const quarantined = new QuarantinedRecords(simulation);
  const rejected = new RejectedUploads(simulation);
  simulation.events.on('acknowledged', ({ functionName, records }) => {
    const consumer = consumers.find((each) => each.functionName === functionName)?.name ?? functionName;
    for (const record of records) {
      if (quarantined.has(consumer, record)) continue;
      deliveries.add(functionName, Buffer.from(record.kinesis.data, 'base64'));
    }
  });

  const uploaded = await uploadFiles(simulation, s3, { files, report });
  await simulation.whenIdle();
  const elapsedMillis = Math.round(performance.now() - startedAt);
  for (const { archiveBucket } of consumers)
    if (archiveBucket) await readArchive(s3, archiveBucket, deliveries);
  await deliveries.whenSettled();
  const demoFiles = await addRejections(s3, uploaded, rejected);
  s3.destroy();

  const sendsBlocks = readRecordLayout(simulation.blueprint) !== undefined;
  const summaries = consumers.map((consumer) =>
    summarizeConsumer(consumer, uploaded, { deliveries, statistics, quarantined, sendsBlocks }),
  );
  return {
    ok: statistics.producer().failed === 0 && summaries.every((summary) => hasAll(summary, uploaded)),
    stack: simulation.stackName,
    elapsedMillis,
    files: demoFiles,
    stream: statistics.stream(),
    producer: statistics.producer(),
    consumers: summaries,
  };
}

async function uploadFiles(
  { blueprint }: Simulation,
  s3: S3Client,
  { files, report }: { files: readonly string[]; report: (line: string) => void },
): Promise<UploadedFile[]> {
  const target = findUploadTarget(blueprint);
  const uploaded: UploadedFile[] = [];
  for (const file of files) {
    const key = chooseKey(target, file) ?? basename(file);
    const upload = await uploadFile(s3, target, { file, key });
    report(`uploaded ${upload.key}: ${upload.damage ?? `${upload.bytes.toLocaleString('en')} bytes`}`);
    uploaded.push(upload);
  }
  return uploaded;
}

async function addRejections(
  s3: S3Client,
  uploaded: readonly UploadedFile[],
  rejected: RejectedUploads,
): Promise<DemoFile[]> {
  return Promise.all(
    uploaded.map(async (file) => {
      const rejection = await rejected.reasonOf(s3, file);
      return { ...file, ...(rejection !== undefined && { rejection }) };
    }),
  );
}

/** Adds every object of an archive bucket. Blocks name their source themselves, so the objects' keys are not used. */
async function readArchive(s3: S3Client, bucket: string, deliveries: Deliveries): Promise<void> {
  for await (const { Contents: objects = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    for (const { Key: key } of objects) {
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (body) deliveries.add(bucket, await body.transformToByteArray());
      await deliveries.whenSettled();
    }
  }
}

/** What was observed during the run. */
interface RunEvidence {
  readonly deliveries: Deliveries;
  readonly statistics: RunStatistics;
  readonly quarantined: QuarantinedRecords;
  /** Whether the producer is the one of this project. */
  readonly sendsBlocks: boolean;
}

function summarizeConsumer(
  { name, functionName, archiveBucket }: StackConsumer,
  uploaded: readonly UploadedFile[],
  { deliveries, statistics, quarantined, sendsBlocks }: RunEvidence,
): ConsumerSummary {
  const hasProcessed = statistics.acknowledged(functionName) > 0;
  const isChecked = hasProcessed ? deliveries.hasBlocks(functionName) : sendsBlocks;
  return {
    name,
    function: functionName,
    invocations: statistics.invocations(functionName).all,
    failedInvocations: statistics.invocations(functionName).failed,
    acknowledged: statistics.acknowledged(functionName),
    files: (isChecked ? uploaded : []).map((file): ConsumedFile => {
      const reassembly = deliveries.reassemblyOf(functionName, file);
      return {
        key: file.key,
        versionId: file.versionId,
        records: reassembly.records,
        bytes: reassembly.bytes,
        sha256: reassembly.sha256(),
        duplicates: reassembly.duplicates,
        missing: reassembly.missing(file.bytes),
        ...(archiveBucket === undefined
          ? {}
          : { archiveSha256: deliveries.reassemblyOf(archiveBucket, file).sha256() }),
      };
    }),
    deadLettered: statistics.deadLettered(functionName),
    quarantined: quarantined.count(name),
  };
}

function hasAll(
  { deadLettered, quarantined, files }: ConsumerSummary,
  uploaded: readonly UploadedFile[],
): boolean {
  return (
    deadLettered + quarantined === 0 &&
    files.every((file, index) => uploaded[index] !== undefined && isDelivered(file, uploaded[index]))
  );
}
