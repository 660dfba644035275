import * as v from 'valibot';
import { text } from './text.js';

/** Where Terraform remembers what it made. */
export const stateSettings = v.variant(
  'kind',
  [
    /** In a file beside the workspace: for one person, on one machine. */
    v.strictObject({ kind: v.literal('local') }),
    /** In a bucket, with a lock, so that two people or CI jobs never apply at once. `npm run state:bootstrap` makes one. */
    v.strictObject({
      kind: v.literal('s3'),
      bucket: text('the name that `npm run state:bootstrap` prints', /^.{3,}$/),
      region: text('the region of that bucket', /^[a-z]{2}(-[a-z]+)+-\d$/),
    }),
  ],
  "set its kind to 'local' or 's3'",
);

export type StateSettings = v.InferOutput<typeof stateSettings>;
