import { GetObjectCommand, type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import {
  type StackConsumer,
  type Simulation,
  listConsumers,
  createLocalS3Client,
} from '@headwaters/stack-simulator';
import { Deliveries } from '../pipeline/deliveries.js';
import { readSourceRange } from '../pipeline/read-source-range.js';
import { type UploadedFile, uploadFile, uploadTargetOf } from '../pipeline/upload-file.js';
import { type ConsumedFile, type ConsumerSummary, type DemoSummary, isWhole } from './demo-summary.js';
import { RunTally } from './run-tally.js';

/**
 * Uploads files into a simulated stack, waits until nothing is under way any more, and compares what each consumer was given
 * and acknowledged with what was uploaded.
 *
 * @param report - Told what happens, in sentences.
 * @throws The file system's error if a file can't be read.
 */
export async function runDemo(
  simulation: Simulation,
  files: readonly string[],
  report: (line: string) => void,
): Promise<DemoSummary> {
  const startedAt = performance.now();
  const s3 = createLocalS3Client(simulation);
  const deliveries = new Deliveries((block) => readSourceRange(s3, block));
  const tally = new RunTally(simulation);
  simulation.events.on('acknowledged', ({ functionName, records }) => {
    for (const { kinesis } of records) deliveries.add(functionName, Buffer.from(kinesis.data, 'base64'));
  });

  const target = uploadTargetOf(simulation.blueprint);
  const uploaded: UploadedFile[] = [];
  for (const file of files) {
    const upload = await uploadFile(s3, target, file);
    report(`uploaded ${upload.key}: ${upload.bytes.toLocaleString('en')} bytes`);
    uploaded.push(upload);
  }
  await simulation.whenIdle();
  const elapsedMillis = Math.round(performance.now() - startedAt);
  const consumers = listConsumers(simulation.blueprint);
  for (const { archiveBucket } of consumers)
    if (archiveBucket) await readArchive(s3, archiveBucket, deliveries);
  await deliveries.settled();
  s3.destroy();

  const summaries = consumers.map((consumer) => summarize(consumer, uploaded, { deliveries, tally }));
  return {
    ok:
      tally.producer().failed === 0 &&
      summaries.every(
        ({ deadLettered, files: consumed }) =>
          deadLettered === 0 &&
          consumed.every((file, index) => uploaded[index] && isWhole(file, uploaded[index])),
      ),
    stack: simulation.stackName,
    elapsedMillis,
    files: uploaded,
    stream: tally.stream(),
    producer: tally.producer(),
    consumers: summaries,
  };
}

function summarize(
  { name, functionName, archiveBucket }: StackConsumer,
  uploaded: readonly UploadedFile[],
  { deliveries, tally }: { deliveries: Deliveries; tally: RunTally },
): ConsumerSummary {
  return {
    name,
    function: functionName,
    files: uploaded.map((file): ConsumedFile => {
      const reassembly = deliveries.of(functionName, file);
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
          : { archiveSha256: deliveries.of(archiveBucket, file).sha256() }),
      };
    }),
    deadLettered: tally.deadLettered(functionName),
  };
}

/** Reads a whole archive bucket back. Blocks say themselves what they are, so the objects' keys don't matter. */
async function readArchive(s3: S3Client, bucket: string, into: Deliveries): Promise<void> {
  for await (const { Contents: objects = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    for (const { Key: key } of objects) {
      const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (body) into.add(bucket, await body.transformToByteArray());
      await into.settled();
    }
  }
}
