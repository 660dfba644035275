import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestServices, startForTest } from '../../start-for-test.js';

let running: TestServices;
let frankfurt: TestServices;
beforeAll(async () => {
  running = await startForTest();
  frankfurt = await startForTest({ region: 'eu-central-1' });
});
afterAll(async () => {
  await running.stop();
  await frankfurt.stop();
});

const create = (s3: S3Client, Bucket: string, LocationConstraint?: string) =>
  s3.send(
    new CreateBucketCommand({
      Bucket,
      ...(LocationConstraint !== undefined && {
        CreateBucketConfiguration: { LocationConstraint: LocationConstraint as BucketLocationConstraint },
      }),
    }),
  );

// LocalStack's recordings test_different_location_constraint and test_create_bucket_with_invalid_location_constraint.
describe('CreateBucket', () => {
  it.each(['us-east-1', 'foo'])('refuses the location constraint %s in us-east-1', async (constraint) => {
    await expect(create(running.s3, 'refused', constraint)).rejects.toMatchObject({
      name: 'InvalidLocationConstraint',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it.each(['us-west-1', 'bar', undefined])(
    'refuses the location constraint %s in eu-central-1',
    async (constraint) => {
      await expect(create(frankfurt.s3, 'refused', constraint)).rejects.toMatchObject({
        name: 'IllegalLocationConstraintException',
        message: `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      });
    },
  );

  it.each([
    ['us-west-2', 'us-west-2'],
    ['EU', 'eu-west-1'],
    [undefined, 'us-east-1'],
  ])('creates a bucket with the location constraint %s in %s', async (constraint, BucketRegion) => {
    const Bucket = `in-${BucketRegion}`;
    const created = await create(running.s3, Bucket, constraint);
    expect(created).toMatchObject({ BucketArn: `arn:aws:s3:::${Bucket}`, Location: `/${Bucket}` });
    const location = await running.s3.send(new GetBucketLocationCommand({ Bucket }));
    expect(location.LocationConstraint).toBe(constraint);
    expect(await running.s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({ BucketRegion });
  });

  it('creates a bucket in the region of the services', async () => {
    await create(frankfurt.s3, 'in-frankfurt', 'eu-central-1');
    const head = await frankfurt.s3.send(new HeadBucketCommand({ Bucket: 'in-frankfurt' }));
    expect(head.BucketRegion).toBe('eu-central-1');
  });

  it.each([
    'xn--a',
    'sthree-a',
    'amzn-s3-demo-a',
    'a-s3alias',
    'a--ol-s3',
    'a.mrap',
    'a-an',
    '192.168.5.4',
    'a..b',
  ])('refuses the name %s', async (name) => {
    await expect(create(running.s3, name)).rejects.toMatchObject({ name: 'InvalidBucketName' });
  });

  // LocalStack's recordings test_create_bucket_with_existing_name and test_create_bucket_with_tags_us_east_1_idempotency.
  it('succeeds again in us-east-1 without tags, and conflicts with tags or elsewhere', async () => {
    const Bucket = 'again';
    const conflict = { name: 'BucketAlreadyOwnedByYou', $metadata: { httpStatusCode: 409 } };
    const Tags = [{ Key: 'a', Value: '1' }];
    const tagged = new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { Tags } });
    await running.s3.send(tagged);
    await create(running.s3, Bucket);
    expect((await running.s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(Tags);
    await expect(running.s3.send(tagged)).rejects.toMatchObject(conflict);
    await expect(create(running.s3, Bucket, 'us-west-1')).rejects.toMatchObject(conflict);
  });

  // LocalStack's recording test_create_bucket_with_tags_exc.
  it('refuses system tags', async () => {
    const CreateBucketConfiguration = { Tags: [{ Key: 'aws:a', Value: '1' }] };
    const created = running.s3.send(new CreateBucketCommand({ Bucket: 'tagged', CreateBucketConfiguration }));
    await expect(created).rejects.toMatchObject({ name: 'InvalidTag' });
  });
});

describe('ListBuckets', () => {
  it('lists pages of buckets of a prefix or a region', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await create(running.s3, name);
    await create(running.s3, 'page-west', 'us-west-1');
    const names: (string | undefined)[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const listing = { Prefix: 'page-', BucketRegion: 'us-east-1', MaxBuckets: 2, ContinuationToken };
      const page = await running.s3.send(new ListBucketsCommand(listing));
      names.push((page.Buckets ?? []).map(({ Name }) => Name));
      ({ ContinuationToken } = page);
    } while (ContinuationToken !== undefined);
    expect(names).toEqual([['page-a', 'page-b'], ['page-c']]);
    const west = await running.s3.send(new ListBucketsCommand({ BucketRegion: 'us-west-1' }));
    expect(west.Buckets).toMatchObject([{ Name: 'page-west', BucketRegion: 'us-west-1' }]);
  });

  it.each([0, 2 ** 31])('refuses pages of %d buckets', async (MaxBuckets) => {
    const listing = running.s3.send(new ListBucketsCommand({ MaxBuckets }));
    await expect(listing).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
