import type { FailedRecord } from '@headwaters/ledger';

/** Makes the failure record that Lambda writes for a batch of Kinesis records with the given data, or data and partition keys. */
export function failedBatchText(
  records: readonly (Uint8Array | FailedRecord)[],
  requestContext: object = {},
): string {
  return JSON.stringify({
    requestContext: {
      requestId: 'c9b8fa9f-5a7f-xmpl-af9c-0c604cde93a5',
      functionArn: 'arn:aws:lambda:us-east-2:123456789012:function:consumer-archive',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 6,
      ...requestContext,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: '2026-11-23T10:00:00.000Z',
    KinesisBatchInfo: {
      shardId: 'shardId-000000000001',
      startSequenceNumber: '1',
      endSequenceNumber: String(records.length),
      batchSize: records.length,
      streamArn: 'arn:aws:kinesis:us-east-2:123456789012:stream/stream',
    },
    payload: JSON.stringify({
      Records: records.map((record) => {
        const { data, partitionKey } = 'data' in record ? record : { data: record, partitionKey: 'key' };
        return { kinesis: { partitionKey, data: Buffer.from(data).toString('base64') } };
      }),
    }),
  });
}
