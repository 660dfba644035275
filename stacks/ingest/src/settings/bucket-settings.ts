import { flag, keyArn, oneOf, patternString, wholeNumber } from '@headwaters/terraform-stack';
import * as v from 'valibot';

const days = (description: string) => wholeNumber({ unit: 'days', min: 1, max: 3_650, description });

/**
 * Key suffixes of the uploads to read. S3 compares case-sensitively: `.txt` does not match `a.TXT`. It takes other characters in their
 * URL-encoded form. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html, read on 2026-11-28.
 */
const suffixDescription =
  "a suffix of the keys to read, such as .txt, of letters, digits and !-_.'()/ only: a filter of S3 needs other characters URL-encoded. An empty suffix would match every upload";
const suffixes = v.pipe(
  v.array(patternString(suffixDescription, /^[\w!.'()/-]+$/)),
  v.minLength(1, 'set at least one suffix: without one, no upload is read'),
);

/** How an upload starts the producer. */
const triggers = ['notification', 'eventbridge', 'queue'] as const;
export type Trigger = (typeof triggers)[number];

/**
 * A source bucket that is managed elsewhere. It must be versioned. With the trigger eventbridge it must send its events to EventBridge;
 * with another one it must have no other notification.
 */
const existingSource = v.strictObject({
  name: patternString(
    'the name of a bucket in this account and region that is versioned, and that has no other notification or, with the trigger eventbridge, sends its events to EventBridge',
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  ),
  /** Customer managed key that encrypts its objects, if any. */
  keyArn: v.optional(keyArn),
});

/** The buckets: which uploads are read, and how long objects are kept. */
export const bucketSettings = v.strictObject({
  /** If left out, `.txt`, or what `uploads` says. */
  suffixes: v.optional(
    v.pipe(
      suffixes,
      v.metadata({ defaultValue: "`['.txt']` without `uploads`", description: suffixDescription }),
    ),
  ),
  trigger: v.optional(
    oneOf(
      triggers,
      'how an upload starts the producer. notification: S3 invokes it; a bucket has one notification configuration. eventbridge: a rule for each rule of uploads invokes it; no notification is changed except the EventBridge switch of the bucket. queue: S3 sends to a queue that Lambda reads',
    ),
    'notification',
  ),
  /** If left out, the stack creates the source bucket. */
  existingSource: v.optional(existingSource),
  /** The producer may still be reading a version that a later upload has replaced. */
  replacedVersionDays: v.optional(
    days('a version that a newer upload has replaced is deleted after this time'),
    30,
  ),
  infrequentAccessDays: v.optional(
    wholeNumber({
      unit: 'days',
      min: 30,
      max: 3_650,
      description:
        'uploads and archived blocks move to the storage class STANDARD_IA after this time, except those below 128 KB; never, if left out',
    }),
  ),
  failureDays: v.optional(
    days('dead letters and quarantined Kinesis records are deleted from the failures bucket after this time'),
    90,
  ),
  receiptDays: v.optional(
    days('a receipt is deleted from the ledger after this time; the file can no longer be traced'),
    365,
  ),
  /** Not part of the stack, because the logs must outlive the buckets that they describe. */
  accessLogBucket: v.optional(
    patternString(
      'the name of an existing bucket that receives the S3 server access logs; {account} and {region} stand for those of the deployment. If left out, no access logs are written',
      /^[a-z0-9]([a-z0-9.-]|\{account\}|\{region\}){2,}$/,
    ),
  ),
  denyOtherKeys: v.optional(
    flag(
      'whether the source bucket of the stack denies uploads that the producer could not decrypt: under another KMS key, or under a key that the sender provides (SSE-C)',
    ),
    true,
  ),
  eventBridge: v.optional(
    flag(
      'whether every bucket sends its object events to EventBridge, for other systems (about $1 per million events)',
    ),
    false,
  ),
  destroyWithContents: v.optional(
    flag('whether destroying the stack also deletes buckets that still contain objects'),
    false,
  ),
});
