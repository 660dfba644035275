import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type JsonObject, isJsonObject } from '../observation/json-value.js';

/** One statement of a bucket policy. */
export type PolicyStatement = JsonObject;

/** Adds a statement to a bucket policy. */
export async function addStatement(s3: S3Client, bucket: string, statement: PolicyStatement): Promise<void> {
  const policy = (await readPolicy(s3, bucket)) ?? { Version: '2012-10-17' };
  await putPolicy(s3, bucket, { ...policy, Statement: [...statementsOf(policy), statement] });
}

/** Removes a statement from a bucket policy, whatever else has changed in it meanwhile. Does nothing if it is not there. */
export async function removeStatement(s3: S3Client, bucket: string, statementId: string): Promise<void> {
  const policy = await readPolicy(s3, bucket);
  if (policy === undefined) return;
  const statements = statementsOf(policy);
  const kept = statements.filter(({ Sid: id }) => id !== statementId);
  if (kept.length === statements.length) return;
  if (kept.length === 0) await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  else await putPolicy(s3, bucket, { ...policy, Statement: kept });
}

async function readPolicy(s3: S3Client, bucket: string): Promise<JsonObject | undefined> {
  try {
    const { Policy: text = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    const policy: unknown = JSON.parse(text);
    return isJsonObject(policy) ? policy : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucketPolicy') return undefined;
    throw error;
  }
}

/** A policy with a single statement may have it without a list. */
function statementsOf({ Statement: statements }: JsonObject): readonly PolicyStatement[] {
  return (Array.isArray(statements) ? statements : [statements]).filter(isJsonObject);
}

async function putPolicy(s3: S3Client, bucket: string, policy: JsonObject): Promise<void> {
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(policy) }));
}
