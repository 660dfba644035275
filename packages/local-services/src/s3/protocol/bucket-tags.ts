import { S3Error } from '../../errors.js';
import { malformedXml, type XmlElement } from './xml.js';

interface BucketTag {
  readonly Key: string;
  readonly Value: string;
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html (read 2026-11-29). */
const maxTags = 50;

/** Characters of keys and values: those that the page above refers to, in AWS's restrictions for cost allocation tags. */
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

const messages = {
  CreateBucket:
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
  PutBucketTagging: 'System tags cannot be added/updated by requester',
};

/**
 * Reads the tags of a bucket. Source of codes and messages: LocalStack's recordings test_tagging_validation and
 * test_create_bucket_with_tags_exc.
 *
 * @throws {@link S3Error} `MalformedXML`, `InvalidTag`, or `BadRequest` above 50 tags.
 */
export function readBucketTags(
  elements: readonly XmlElement[],
  operation: keyof typeof messages,
): readonly BucketTag[] {
  const tags = elements.map((tag) => {
    const [Key, Value] = [tag.text('Key'), tag.text('Value')];
    if (Key === undefined || Value === undefined) throw malformedXml();
    return { Key, Value };
  });
  if (tags.length > maxTags) {
    throw new S3Error('BadRequest', 400, `Bucket tag count cannot be greater than ${maxTags}`);
  }
  for (const tag of tags) checkTag(tag, messages[operation]);
  const repeated = tags.find(({ Key }, index) => tags.findIndex((tag) => tag.Key === Key) < index);
  if (repeated !== undefined) {
    throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: repeated.Key });
  }
  return tags;
}

function checkTag({ Key, Value }: BucketTag, systemTagMessage: string): void {
  if (Key.startsWith('aws:')) throw invalidTag(systemTagMessage, { TagKey: Key });
  if (Key === '' || Key.length > 128 || !allowed.test(Key)) {
    throw invalidTag('The TagKey you have provided is invalid', { TagKey: Key });
  }
  if (Value.length > 256 || !allowed.test(Value)) {
    throw invalidTag('The TagValue you have provided is invalid', { TagKey: Key, TagValue: Value });
  }
}

const invalidTag = (message: string, details: Readonly<Record<string, string>>) =>
  new S3Error('InvalidTag', 400, message, details);
