/** A place that invocation records are sent to. */
export interface DestinationPlan {
  readonly kind: 's3' | 'sqs' | 'sns' | 'lambda';
  readonly arn: string;
  /** The bucket, queue, topic or function. */
  readonly name: string;
}
