import * as v from 'valibot';

/** Where Terraform remembers what it made. */
export const stateSettings = v.variant(
  'kind',
  [
    /** In a file beside the workspace: for one person, on one machine. */
    v.strictObject({ kind: v.literal('local') }),
    /** In a bucket, with a lock, so that two people or CI jobs never apply at once. `npm run state:bootstrap` makes one. */
    v.strictObject({
      kind: v.literal('s3'),
      bucket: v.pipe(
        v.string('set it to the name that `npm run state:bootstrap` prints'),
        v.minLength(3, 'set it to the name that `npm run state:bootstrap` prints'),
      ),
      region: v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'set it to the region of that bucket')),
    }),
  ],
  "set its kind to 'local' or 's3'",
);

export type StateSettings = v.InferOutput<typeof stateSettings>;
