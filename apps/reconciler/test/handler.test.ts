import './set-environment.js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { S3Client } from '@aws-sdk/client-s3';
import { handler } from '../src/handler.js';
import { fakeS3 } from './fake-s3.js';

const context = (remainingMillis: number) =>
  ({ awsRequestId: '1', getRemainingTimeInMillis: () => remainingMillis }) as Parameters<typeof handler>[1];

describe('handler', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('stores a report and prints its metrics in METRICS_NAMESPACE with the dimension service', async () => {
    const stored = fakeS3(S3Client.prototype, ['lost.txt', 'photo.jpg']);
    const printed: unknown[] = [];
    jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((line) => (printed.push(JSON.parse(String(line))), true));
    jest.spyOn(console, 'warn').mockReturnValue();
    jest.spyOn(console, 'info').mockReturnValue();
    await handler({}, context(900_000));
    expect(stored).toEqual([
      {
        key: expect.stringMatching(/^reports\/reconcile\/\d{4}-\d\d-\d\dT[\d:.]+Z\.json$/),
        body: expect.objectContaining({
          bucket: 'source',
          isPartial: false,
          complete: false,
          findings: [expect.objectContaining({ code: 'HEADWATERS_OBJECT_NEVER_SEEN' })],
          findingsOmitted: 0,
        }),
      },
    ]);
    expect(printed).toContainEqual(
      expect.objectContaining({
        _aws: expect.objectContaining({
          CloudWatchMetrics: [
            expect.objectContaining({ Namespace: 'pipeline-metrics', Dimensions: [['service']] }),
          ],
        }),
        service: 'reconciler',
        ObjectsNeverSeen: 1,
        ObjectsIncomplete: 0,
      }),
    );
  });

  it('prints no ObjectsNeverSeen after a partial comparison that found none, so that the run counts as missing', async () => {
    fakeS3(S3Client.prototype, ['lost.txt']);
    const printed: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => (printed.push(String(line)), true));
    jest.spyOn(console, 'warn').mockReturnValue();
    jest.spyOn(console, 'info').mockReturnValue();
    await handler({}, context(1_000));
    expect(printed.join('')).toContain('"ObjectsIncomplete":0');
    expect(printed.join('')).not.toContain('ObjectsNeverSeen');
  });
});
