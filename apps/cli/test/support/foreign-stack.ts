import { type PipelineStackOptions, pipelineStack, writeStack } from '@headwaters/test-kit/pipeline-stack';
import { strToU8, zipSync } from 'fflate';

/** As another team would write it: the SDK of the runtime with its default clients, plain text on the stream. */
const producer = `
const { KinesisClient, PutRecordsCommand } = require('@aws-sdk/client-kinesis');
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const s3 = new S3Client({}), kinesis = new KinesisClient({});
exports.handler = async ({ Records }) => {
  for (const { s3: { bucket, object } } of Records) {
    const Key = decodeURIComponent(object.key.replace(/\\+/g, ' '));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
    const lines = (await Body.transformToString()).split('\\n').filter(Boolean);
    const entries = lines.map((line, index) => ({ Data: Buffer.from(line), PartitionKey: String(index) }));
    await kinesis.send(new PutRecordsCommand({ StreamName: process.env.TARGET, Records: entries }));
  }
};
`;

const consumer = `
exports.handler = async ({ Records }) => {
  const texts = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
  console.log('read', texts.length);
  if (texts.includes('poison')) throw new Error('poison');
};
`;

const archiveOf = (code: string) => zipSync({ 'handler.js': strToU8(code) });

/**
 * Writes a stack with a producer `importer` and a consumer `billing` that know nothing of this project. Returns its folder; the
 * caller removes it.
 */
export function writeForeignStack(options: Partial<PipelineStackOptions> = {}): string {
  const stack = pipelineStack({
    stackName: 'foreign',
    producer: { function_name: 'importer', environment: { variables: { TARGET: 'stream' } } },
    consumers: {
      billing: {
        function: { environment: { variables: { SINK: 'arn:aws:sns:eu-west-1:123456789012:billing' } } },
        mapping: { maximum_retry_attempts: 0, function_response_types: [] },
      },
    },
    ...options,
  });
  return writeStack(stack, { 'producer.zip': archiveOf(producer), 'billing.zip': archiveOf(consumer) });
}
