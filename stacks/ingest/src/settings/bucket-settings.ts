import * as v from 'valibot';
import { keyArn, onOrOff, text, wholeNumber } from './value-schemas.js';

const days = (reason: string) => wholeNumber({ unit: 'days', min: 1, max: 3_650, reason });

/** Which uploads count. S3 compares by letter: `.txt` does not match `a.TXT`. */
const suffixes = v.pipe(
  v.array(text('a text such as .txt: an empty suffix would match every upload', /^.+$/)),
  v.minLength(1, 'set at least one suffix: with none, no upload would be read'),
);

/** A bucket that somebody else made. It must keep versions, and have no other notification. */
const existingSource = v.strictObject({
  name: text(
    'the name of a bucket of this account and region that keeps versions and has no other notification',
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  ),
  /** The key that its objects are encrypted with, if a customer's key is. */
  keyArn: v.optional(keyArn),
});

/** The buckets: which uploads are read, and when what is no longer needed goes. */
export const bucketSettings = v.strictObject({
  suffixes: v.optional(suffixes, ['.txt']),
  /** The source bucket, where it is there already; the stack makes one, if left out. */
  existingSource: v.optional(existingSource),
  /** Versions of an object that a later upload has replaced; the producer may still be reading one. */
  replacedVersionDays: v.optional(days('after which a replaced version of an object is deleted'), 30),
  /** They stay in standard storage, if left out. */
  infrequentAccessDays: v.optional(
    wholeNumber({
      unit: 'days',
      min: 30,
      max: 3_650,
      reason: 'after which uploads and archived blocks move to infrequent access',
    }),
  ),
  failureDays: v.optional(
    days('after which a failed invocation, which holds the data itself, is deleted'),
    90,
  ),
  receiptDays: v.optional(
    days("after which a receipt is deleted, and trace can't tell any more what became of a file"),
    365,
  ),
  /**
   * None are written, if left out. It is not part of the stack because logs must outlive what they are about. `{account}`
   * and `{region}` stand for those of the deployment.
   */
  accessLogBucket: v.optional(
    text(
      "the name of a bucket that is there and receives S3's access logs, in which {account} and {region} stand for those of the deployment",
      /^[a-z0-9]([a-z0-9.-]|\{account\}|\{region\}){2,}$/,
    ),
  ),
  eventBridge: v.optional(
    onOrOff('to tell EventBridge of every new object, for others to act on (at a cost), or to false'),
    false,
  ),
  destroyWithContents: v.optional(
    onOrOff('only where destroying the stack may delete buckets that still hold objects'),
    false,
  ),
});
