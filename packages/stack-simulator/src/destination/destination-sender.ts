import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DestinationPlan } from '../blueprint/destination-plan.js';

/** A record on its way to a destination. */
export interface DestinationMessage {
  readonly body: Readonly<Record<string, unknown>>;
  /** The object's key, in case that the destination is a bucket. */
  readonly key: string;
  /** What a bucket gets in addition, and no other destination. */
  readonly bucketOnly?: Readonly<Record<string, unknown>>;
}

/** What destinations are reached through. */
export interface DestinationSenderOptions {
  readonly s3: S3Client;
  /** Invokes a destination function with a record. */
  readonly invokeFunction: (functionName: string, payload: string) => void;
}

/**
 * Sends invocation records to where they belong. A queue or a topic takes them in name only: the simulation's event is all
 * there is of them.
 */
export class DestinationSender {
  readonly #options: DestinationSenderOptions;

  constructor(options: DestinationSenderOptions) {
    this.#options = options;
  }

  /** Resolves with what was sent. Rejects if the destination does not take it. */
  async send(
    destination: DestinationPlan,
    { body, key, bucketOnly }: DestinationMessage,
  ): Promise<Readonly<Record<string, unknown>>> {
    if (destination.kind === 'lambda') {
      this.#options.invokeFunction(destination.name, JSON.stringify(body));
    }
    if (destination.kind !== 's3') return body;
    const whole = { ...body, ...bucketOnly };
    await this.#options.s3.send(
      new PutObjectCommand({
        Bucket: destination.name,
        Key: key,
        Body: JSON.stringify(whole),
        ContentType: 'application/json',
      }),
    );
    return whole;
  }
}
