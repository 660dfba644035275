import * as v from 'valibot';
import { wholeNumber } from './whole-number.js';

const days = (reason: string) => wholeNumber({ unit: 'days', min: 1, max: 3_650, reason });

/** Which uploads count. S3 compares by letter: `.txt` does not match `a.TXT`. */
const suffixes = v.pipe(
  v.array(
    v.pipe(
      v.string('set it to a text such as .txt'),
      v.nonEmpty('set it to a text such as .txt: an empty suffix would match every upload'),
    ),
  ),
  v.minLength(1, 'set at least one suffix: with none, no upload would be read'),
);

const storageDays = (purpose: string) =>
  v.optional(
    wholeNumber({
      unit: 'days',
      min: 30,
      max: 3_650,
      reason: `after which ${purpose} moves to infrequent access`,
    }),
  );

/** The buckets: which uploads are read, and when what is no longer needed goes. */
export const bucketSettings = v.strictObject({
  suffixes,
  /** Versions of an object that a later upload has replaced; the producer may still be reading one. */
  replacedVersionDays: days('after which a replaced version of an object is deleted'),
  /** Uploads and archived blocks are seldom read after this; they stay in standard storage, if left out. */
  infrequentAccessDays: storageDays('what is stored'),
  failureDays: days('after which a failed invocation, which holds the data itself, is deleted'),
  receiptDays: days("after which a receipt is deleted, and trace can't tell any more what became of a file"),
  /**
   * The bucket, already there, that receives S3's access logs; none are written, if left out. It is not part of the stack
   * because logs must outlive what they are about. `{account}` and `{region}` stand for those of the deployment.
   */
  accessLogBucket: v.optional(
    v.pipe(
      v.string('set it to the name of a bucket'),
      v.regex(/^[a-z0-9]([a-z0-9.-]|\{account\}|\{region\}){2,}$/, 'set it to the name of a bucket'),
    ),
  ),
  /** Whether destroying the stack may delete buckets that still hold objects. */
  destroyWithContents: v.boolean('set it to true only where the data can be lost'),
});
