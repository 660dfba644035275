import { type SimulationEvents, TypedEmitter } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import type { PipelineShape } from '../../../src/contract/pipeline.js';
import { CoverageWatch } from '../../../src/server/coverage/coverage-watch.js';

const shape: PipelineShape = {
  stackName: 'watched',
  endpoint: 'http://127.0.0.1:1/',
  sourceBucket: 'uploads',
  accepts: ['*.txt'],
  producer: { functionName: 'producer', label: 'producer' },
  streamName: 'lines',
  consumers: [],
  failureBuckets: [],
  csrfToken: '',
};

const upload: SimulationEvents['upload'] = {
  bucket: 'uploads',
  key: 'a b.txt',
  versionId: 'v1',
  size: 3,
  eventName: 'ObjectCreated:Put',
  eventTime: '1970-01-01T00:00:00.000Z',
  matched: ['producer'],
};

const notification = {
  Records: [{ s3: { bucket: { name: 'uploads' }, object: { key: 'a+b.txt', versionId: 'v1' } } }],
};
const busEvent = {
  'detail-type': 'Object Created',
  detail: { bucket: { name: 'uploads' }, object: { key: 'a b.txt', 'version-id': 'v1' } },
};
const failureRecord = {
  timestamp: '2026-11-29T19:00:00.000Z',
  requestContext: {
    functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:producer',
    condition: 'RetriesExhausted',
  },
  requestPayload: busEvent,
};

function watch() {
  const events = new TypedEmitter<SimulationEvents>();
  const options = {
    shape,
    ledger: undefined,
    divide: () => ({ accepted: [], quarantined: [] }),
    now: () => 0,
  };
  const coverage = new CoverageWatch({ events }, options);
  events.emit('upload', upload);
  return { events, coverage };
}

describe('CoverageWatch', () => {
  it.each([
    ['a failure record of Lambda', failureRecord],
    ['a message of a dead-letter queue', notification],
    ['an EventBridge event in a dead-letter queue', busEvent],
    [
      'an SNS message in a dead-letter queue',
      { Type: 'Notification', Message: JSON.stringify(notification) },
    ],
  ])('shows at the file that its upload failed for good: %s', (_, body) => {
    const { events, coverage } = watch();
    const condition = 'MaxReceiveCountExceeded';
    events.emit('destination', {
      functionName: 'producer',
      condition,
      body,
    } as unknown as SimulationEvents['destination']);
    expect(coverage.files().map(({ notPublished }) => notPublished)).toEqual([
      [{ start: 0, state: 'missing', at: '1970-01-01T00:00:00.000Z', why: `not published: ${condition}` }],
    ]);
  });

  it('keeps the latest warning of each code, of the producer alone', () => {
    const { events, coverage } = watch();
    const line = (fields: object) =>
      JSON.stringify({ object: 's3://uploads/a b.txt?versionId=v1', warning: 'A', ...fields });
    const log = (functionName: string, fields: object) => {
      events.emit('log', { functionName, requestId: undefined, line: line(fields) });
    };
    log('producer', { message: '1 of 2' });
    log('producer', { message: '3 of 4' });
    log('producer', { message: 'other', warning: 'B' });
    log('consumer', { message: 'not of the producer', warning: 'C' });
    log('producer', {
      message: 'another version',
      object: 's3://uploads/a b.txt?versionId=v2',
      warning: 'D',
    });
    expect(coverage.files()[0]?.warnings).toEqual([
      { code: 'A', message: '3 of 4' },
      { code: 'B', message: 'other' },
    ]);
  });
});
