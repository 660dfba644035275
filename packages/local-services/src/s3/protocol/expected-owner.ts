import { S3Error } from '../../errors.js';
import { type S3Request, header } from './s3-request.js';

/**
 * Checks that a bucket belongs to the account that the request expects. All buckets here belong to one account.
 *
 * @param name - `x-amz-expected-bucket-owner`, or `x-amz-source-expected-bucket-owner` for the source of a copy.
 * @throws {@link S3Error} `AccessDenied`, or `InvalidBucketOwnerAWSAccountID`. Source: LocalStack's recording
 * `test_delete_bucket_policy_expected_bucket_owner`.
 */
export function checkExpectedOwner(request: S3Request, name: string, accountId: string): void {
  const expected = header(request, name);
  if (expected === undefined || expected === accountId) return;
  if (!/^\d{12}$/.test(expected)) {
    const message = 'The value of the expected bucket owner parameter must be an AWS Account ID';
    throw new S3Error('InvalidBucketOwnerAWSAccountID', 400, `${message}.`);
  }
  throw new S3Error('AccessDenied', 403, 'Access Denied');
}
