import * as v from 'valibot';
import { patternString } from './value-schemas.js';

const region = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** The region of a stack. */
export const regionName = patternString('a region such as us-east-1', region);

/** Terraform refuses to plan and to apply with credentials of another account. */
export const allowedAccountIds = v.pipe(
  v.array(
    patternString(
      'the 12 digits of an account to which Terraform may deploy this environment. If the list is left out, any account is allowed',
      /^\d{12}$/,
    ),
  ),
  v.minLength(1, 'add the id of an account, or leave the list out to allow any account'),
);

/** Where Terraform keeps its state. */
export const stateSettings = v.variant(
  'kind',
  [
    /** In a file in the workspace: for one user on one machine, and data that may be lost. */
    v.strictObject({ kind: v.literal('local') }),
    /** In a bucket, locked while Terraform runs: for teams and CI. `npm run state:bootstrap` creates the bucket. */
    v.strictObject({
      kind: v.literal('s3'),
      bucket: v.optional(
        patternString(
          'the bucket name that `npm run state:bootstrap` prints. If left out, pass it to `terraform init` by `-backend-config=bucket=NAME`, or to cdktf by the variable `TF_CLI_ARGS_init=-backend-config=bucket=NAME`',
          /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        ),
      ),
      region: v.optional(
        patternString('the region of that bucket. If left out, that of the environment', region),
      ),
    }),
  ],
  "set its kind to 'local' or 's3'",
);

export type StateSettings = v.InferOutput<typeof stateSettings>;
