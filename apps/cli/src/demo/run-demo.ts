import { basename } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { priceUsage } from '@headwaters/bill';
import {
  type StackConsumer,
  type Simulation,
  createLocalS3Client,
  listConsumers,
} from '@headwaters/stack-simulator';
import { addArchivedRecords, archivedSha256 } from '../pipeline/archived-content.js';
import { ContentSum } from '../pipeline/content-sum.js';
import { Deliveries } from '../pipeline/deliveries.js';
import { hasOffsets } from '../pipeline/producer-of-stack.js';
import { QuarantinedRecords } from '../pipeline/quarantined-records.js';
import { readSourceRange } from '../pipeline/read-source-range.js';
import { type UploadedFile, uploadFile } from '../pipeline/upload-file.js';
import { type UploadTarget, chooseKey, findUploadTarget } from '../pipeline/upload-target.js';
import {
  type ConsumedFile,
  type ConsumerSummary,
  type DemoFile,
  type DemoSummary,
  type SummedRecords,
  findUpload,
  hasSummed,
  isDelivered,
} from './demo-summary.js';
import { ProducerFindings } from './producer-findings.js';
import { RejectedUploads } from './rejected-uploads.js';
import { RunStatistics } from './run-statistics.js';

/**
 * Uploads files into a simulated stack, waits until the stack is idle, and compares what each consumer accepted with
 * what was uploaded. Of consumers that received nothing of this project, it counts what they processed.
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
  const evidence = observe(simulation, s3);
  const { target, deliveries, statistics } = evidence;
  const uploads = await uploadFiles(s3, target, { files, report });
  await simulation.whenIdle();
  const elapsedMillis = Math.round(performance.now() - startedAt);
  const cost = priceUsage(simulation.usage());
  const consumers = listConsumers(simulation.blueprint);
  for (const { archiveBucket: bucket } of consumers)
    if (bucket !== undefined && uploads.summed !== undefined)
      await addArchivedRecords(s3, bucket, deliveries);
  await deliveries.whenSettled();
  const demoFiles = await addFindings(s3, uploads.files, evidence);
  const summaries = await Promise.all(
    consumers.map((consumer) => summarizeConsumer(consumer, uploads, evidence)),
  );
  s3.destroy();
  return {
    ok: statistics.producer().failed === 0 && summaries.every((summary) => hasAll(summary, uploads)),
    stack: simulation.stackName,
    elapsedMillis,
    files: demoFiles,
    ...(uploads.summed !== undefined && { summed: uploads.summed }),
    stream: statistics.stream(),
    producer: {
      ...statistics.producer(),
      recordsWithoutField: evidence.findings.recordsWithoutField,
    },
    consumers: summaries,
    cost,
  };
}

/** What is observed during the run. */
interface RunEvidence {
  readonly s3: S3Client;
  readonly target: UploadTarget;
  readonly deliveries: Deliveries;
  readonly statistics: RunStatistics;
  readonly quarantined: QuarantinedRecords;
  readonly rejected: RejectedUploads;
  readonly findings: ProducerFindings;
}

function observe(simulation: Simulation, s3: S3Client): RunEvidence {
  const target = findUploadTarget(simulation.blueprint);
  const deliveries = new Deliveries({
    readReference: (block) => readSourceRange(s3, block),
    isWithoutOffsets: ({ key }) => target.producer !== undefined && !hasOffsets(target.producer, key),
  });
  const statistics = new RunStatistics(simulation);
  const consumers = listConsumers(simulation.blueprint);
  const quarantined = new QuarantinedRecords(simulation);
  simulation.events.on('acknowledged', ({ functionName, records }) => {
    const consumer = consumers.find((each) => each.functionName === functionName)?.name ?? functionName;
    for (const record of records) {
      if (quarantined.has(consumer, record)) continue;
      const { data, partitionKey } = record.kinesis;
      deliveries.add(functionName, { data: Buffer.from(data, 'base64'), partitionKey });
    }
  });
  const rejected = new RejectedUploads(simulation);
  const findings = new ProducerFindings(simulation, statistics.producer().function);
  return { s3, target, deliveries, statistics, quarantined, rejected, findings };
}

/** The uploaded files, and the sum of the records of those without offsets. */
interface Uploads {
  readonly files: readonly UploadedFile[];
  /** The files that consumers have by offset. */
  readonly withOffsets: readonly UploadedFile[];
  readonly summed: SummedRecords | undefined;
}

async function uploadFiles(
  s3: S3Client,
  target: UploadTarget,
  { files, report }: { files: readonly string[]; report: (line: string) => void },
): Promise<Uploads> {
  const uploaded: UploadedFile[] = [];
  const withOffsets: UploadedFile[] = [];
  const sum = new ContentSum();
  for (const file of files) {
    const key = chooseKey(target, file) ?? basename(file);
    const isSummed = target.producer !== undefined && !hasOffsets(target.producer, key);
    const onRecord = (record: Uint8Array) => {
      sum.add(record);
    };
    const upload = await uploadFile(s3, target, { file, key, ...(isSummed && { onRecord }) });
    report(`uploaded ${upload.key}: ${upload.damage ?? `${upload.bytes.toLocaleString('en')} bytes`}`);
    uploaded.push(upload);
    if (!isSummed) withOffsets.push(upload);
  }
  const summed = withOffsets.length < uploaded.length ? describeSum(sum) : undefined;
  return { files: uploaded, withOffsets, summed };
}

function describeSum(sum: ContentSum): SummedRecords {
  return { records: sum.records, bytes: sum.bytes, sum: sum.digest() };
}

async function addFindings(
  s3: S3Client,
  uploaded: readonly UploadedFile[],
  { rejected, findings }: RunEvidence,
): Promise<DemoFile[]> {
  return Promise.all(
    uploaded.map(async (file) => {
      const rejection = await rejected.reasonOf(s3, file);
      const warnings = findings.warningsOf(file);
      return {
        ...file,
        ...(rejection !== undefined && { rejection }),
        ...(warnings.length > 0 && { warnings }),
      };
    }),
  );
}

async function summarizeConsumer(
  consumer: StackConsumer,
  uploads: Uploads,
  evidence: RunEvidence,
): Promise<ConsumerSummary> {
  const { name, functionName, archiveBucket } = consumer;
  const { deliveries, statistics, quarantined, target } = evidence;
  const hasProcessed = statistics.acknowledged(functionName) > 0;
  const hasSum = uploads.summed !== undefined;
  const isChecked = hasProcessed
    ? deliveries.hasRanges(functionName) || hasSum
    : target.producer !== undefined;
  return {
    name,
    function: functionName,
    invocations: statistics.invocations(functionName).all,
    failedInvocations: statistics.invocations(functionName).failed,
    acknowledged: statistics.acknowledged(functionName),
    files: await Promise.all(
      (isChecked ? uploads.withOffsets : []).map((file) => consumedFile(consumer, file, evidence)),
    ),
    ...(hasSum && { summed: describeSum(deliveries.sumOf(functionName)) }),
    ...(hasSum &&
      archiveBucket !== undefined && { archiveSummed: describeSum(deliveries.sumOf(archiveBucket)) }),
    deadLettered: statistics.deadLettered(functionName),
    quarantined: quarantined.count(name),
  };
}

async function consumedFile(
  { functionName, archiveBucket }: StackConsumer,
  file: UploadedFile,
  { s3, deliveries }: RunEvidence,
): Promise<ConsumedFile> {
  const reassembly = deliveries.reassemblyOf(functionName, file);
  return {
    key: file.key,
    versionId: file.versionId,
    records: reassembly.records,
    bytes: reassembly.bytes,
    sha256: reassembly.sha256(),
    duplicates: reassembly.duplicates,
    missing: reassembly.missing(file.bytes),
    ...(archiveBucket !== undefined && {
      archiveSha256: await archivedSha256(s3, archiveBucket, file),
    }),
  };
}

function hasAll(summary: ConsumerSummary, uploads: Uploads): boolean {
  const { deadLettered, quarantined, files } = summary;
  return (
    deadLettered + quarantined === 0 &&
    (summary.summed === undefined || hasSummed(summary, uploads.summed)) &&
    files.every((file) => {
      const upload = findUpload(uploads.files, file);
      return upload !== undefined && isDelivered(file, upload);
    })
  );
}
