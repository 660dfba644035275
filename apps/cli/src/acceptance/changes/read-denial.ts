import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { StepNotRunError, httpStatusOf } from '../../errors.js';
import { type WaitContext, waitFor } from '../wait/wait-for.js';
import { type PolicyStatement, addStatement } from './bucket-policy.js';
import type { ChangeJournal } from './change-journal.js';

/** Makes an object unreadable for a while. */
export interface ReadDenial {
  /**
   * Runs `act` while every read of the object is refused with 403. The object need not exist yet.
   *
   * @throws {@link StepNotRunError} if reads can't be refused.
   */
  during<Result>(object: DeniedObject, act: () => Promise<Result>): Promise<Result>;
}

/** An object by bucket and key. */
export interface DeniedObject {
  readonly bucket: string;
  readonly key: string;
}

/** Dependencies of a {@link BucketPolicyDenial}. */
interface BucketPolicyDenialOptions extends WaitContext {
  readonly s3: S3Client;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly changes: ChangeJournal;
  /** Unique for the run: letters and digits. */
  readonly runId: string;
}

/** Longest wait for a changed bucket policy to take effect. AWS gives no time; it is a matter of seconds. */
const maxPolicyMinutes = 3;

/**
 * Denies reads of one object by a statement in the bucket policy, which applies to every caller and to nothing else than
 * this object. Takes effect once the caller's own reads are refused.
 */
export class BucketPolicyDenial implements ReadDenial {
  readonly #options: BucketPolicyDenialOptions;

  constructor(options: BucketPolicyDenialOptions) {
    this.#options = options;
  }

  async during<Result>(object: DeniedObject, act: () => Promise<Result>): Promise<Result> {
    const { changes, s3, partition, runId } = this.#options;
    const { bucket, key } = object;
    const statementId = `HeadwatersAcceptance${runId}`;
    if (await this.#isDenied(object))
      throw new StepNotRunError(
        `the caller may not read s3://${bucket}, so it can't see whether reads are refused`,
      );
    const result = await changes.during([{ kind: 'read-denial', bucket, statementId }], async () => {
      await addStatement(s3, bucket, denyReads(statementId, `arn:${partition}:s3:::${bucket}/${key}`));
      if (!(await this.#waitUntil(object, 'denied')))
        throw new StepNotRunError('the bucket policy has no effect at this endpoint');
      return act();
    });
    await this.#waitUntil(object, 'allowed');
    return result;
  }

  /** @returns whether that is so within the time limit. */
  async #waitUntil(object: DeniedObject, wanted: 'denied' | 'allowed'): Promise<boolean> {
    const { done } = await waitFor(this.#options, {
      what: `reads of the test object to be ${wanted}`,
      timeoutMinutes: maxPolicyMinutes,
      probe: async () => ({
        done: (await this.#isDenied(object)) === (wanted === 'denied'),
        value: undefined,
      }),
    });
    return done;
  }

  async #isDenied({ bucket, key }: DeniedObject): Promise<boolean> {
    try {
      const { Body: body } = await this.#options.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      await body?.transformToByteArray();
      return false;
    } catch (error) {
      const status = httpStatusOf(error);
      if (status === 403) return true;
      if (status === 404) return false;
      throw error;
    }
  }
}

function denyReads(statementId: string, resource: string): PolicyStatement {
  return {
    Sid: statementId,
    Effect: 'Deny',
    Principal: '*',
    Action: ['s3:GetObject', 's3:GetObjectVersion'],
    Resource: resource,
  };
}
