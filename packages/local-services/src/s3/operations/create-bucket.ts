import { S3Error } from '../../errors.js';
import type { Storage } from '../bucket/storage.js';
import { readBucketTags } from '../protocol/bucket-tags.js';
import { readBodyString } from '../protocol/request-body.js';
import { parseXml, renderXml, type XmlElement } from '../protocol/xml.js';
import type { S3Operation } from './operation.js';

/** Names of general purpose buckets. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (read 2026-11-29). */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const reservedName = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3|-an)$/;

/** Names of regions, and the old name of eu-west-1. */
const regionName = /^(?:[a-z]{2}(?:-[a-z]+)+-\d|EU)$/;

const defaultRegion = 'us-east-1';

/**
 * CreateBucket. In us-east-1 it succeeds if the bucket exists already and the request has no tags.
 *
 * Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html (read 2026-11-29); LocalStack's recordings
 * test_different_location_constraint, test_create_bucket_with_invalid_location_constraint, test_create_bucket_with_existing_name and
 * test_create_bucket_with_tags_us_east_1_idempotency.
 */
export const createBucket: S3Operation = async (request, storage) => {
  const name = request.bucketName ?? '';
  const document = await readBodyString(request);
  if (!bucketName.test(name) || reservedName.test(name)) {
    throw new S3Error('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: name });
  }
  const configuration = document === '' ? undefined : parseXml(document, 'CreateBucketConfiguration');
  const location = readLocation(configuration, storage);
  const tags = readBucketTags(
    configuration?.elements('Tags').flatMap((set) => set.elements('Tag')) ?? [],
    'CreateBucket',
  );
  const isRepeated = location === defaultRegion && tags.length === 0 && exists(name, defaultRegion, storage);
  const bucket = isRepeated ? storage.bucket(name) : storage.createBucket(name, location);
  if (tags.length > 0) {
    const TagSet = { Tag: tags.map(({ Key, Value }) => ({ Key, Value })) };
    bucket.configurations.set('tagging', renderXml('Tagging', { TagSet }));
  }
  return { status: 200, headers: { location: `/${name}`, 'x-amz-bucket-arn': `arn:aws:s3:::${name}` } };
};

const exists = (name: string, location: string, storage: Storage): boolean =>
  storage.findBucket(name)?.location === location;

/** us-east-1 accepts all other regions; its own name is not a valid constraint. */
function readLocation(configuration: XmlElement | undefined, { options: { region } }: Storage): string {
  const constraint = configuration?.filledText('LocationConstraint');
  if (region !== defaultRegion) {
    if (constraint === region || (constraint === 'EU' && region === 'eu-west-1')) return constraint;
    const message = `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`;
    throw new S3Error('IllegalLocationConstraintException', 400, message);
  }
  if (constraint === undefined) return defaultRegion;
  if (constraint !== defaultRegion && regionName.test(constraint)) return constraint;
  const message = 'The specified location-constraint is not valid';
  throw new S3Error('InvalidLocationConstraint', 400, message, { LocationConstraint: constraint });
}
