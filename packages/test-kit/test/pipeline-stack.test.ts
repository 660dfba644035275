import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipelineStack, writeStack } from '@headwaters/test-kit/pipeline-stack';
import { describe, expect, it } from '@jest/globals';

describe('pipelineStack', () => {
  it('connects a producer and each consumer to the stream', () => {
    const stack = pipelineStack({ consumers: { archive: {}, audit: { mapping: { batch_size: 2 } } } });
    expect(Object.keys(stack.resource['aws_lambda_function'] ?? {})).toEqual([
      'producer',
      'archive',
      'audit',
    ]);
    expect(stack.resource['aws_lambda_event_source_mapping']).toMatchObject({
      archive: { function_name: '${aws_lambda_function.archive.arn}' },
      audit: { event_source_arn: '${aws_kinesis_stream.stream.arn}', batch_size: 2 },
    });
  });

  it('adds resources to those of the same type', () => {
    const resources = { aws_s3_bucket: { ledger: { bucket: 'ledger' } }, aws_sns_topic: { topic: {} } };
    const { resource } = pipelineStack({ consumers: {}, resources });
    expect(resource['aws_s3_bucket']).toEqual({
      source: { bucket: 'source' },
      failures: { bucket: 'failures' },
      ledger: { bucket: 'ledger' },
    });
    expect(resource['aws_sns_topic']).toEqual({ topic: {} });
  });
});

describe('writeStack', () => {
  it('writes cdk.tf.json and the given files', () => {
    const folder = writeStack({ resource: {} }, { 'a.zip': Buffer.from('zip') });
    expect(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')).toBe('{"resource":{}}');
    expect(readFileSync(join(folder, 'a.zip'), 'utf8')).toBe('zip');
    rmSync(folder, { recursive: true });
  });
});
