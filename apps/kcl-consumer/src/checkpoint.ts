import type { Checkpointer } from 'aws-kcl';

/** Attempts of a checkpoint. After a batch without one, the next batch stores a later one. */
const maxAttempts = 5;

/** Pause before the second attempt, in milliseconds. Each later pause is twice as long. */
const firstPauseMillis = 200;

/**
 * Errors that another attempt may not have. Names of Java classes, as the MultiLangDaemon passes them on:
 * https://github.com/awslabs/amazon-kinesis-client/tree/master/amazon-kinesis-client/src/main/java/software/amazon/kinesis/exceptions
 */
const passingErrors = ['ThrottlingException', 'KinesisClientLibDependencyException'];

/** Outcome of a checkpoint: stored, or the name of the error. */
export type CheckpointOutcome = 'stored' | { readonly error: string };

/**
 * Stores a checkpoint behind the last record of the batch. Without a sequence number, because `aws-kcl` can't name a record inside of an
 * aggregate: the sequence number alone stands for its first record, and the others would be delivered again.
 *
 * Before the end of the shard, an error is no reason to stop: the records are processed, and are delivered again only if the worker
 * restarts before a later checkpoint.
 */
export async function storeCheckpoint(checkpointer: Checkpointer): Promise<CheckpointOutcome> {
  for (let attempt = 1; ; attempt++) {
    const error = await new Promise<string | null | undefined>((resolve) => {
      checkpointer.checkpoint(resolve);
    });
    if (error === undefined || error === null) return 'stored';
    if (!passingErrors.includes(error) || attempt === maxAttempts) return { error };
    await new Promise((resolve) => setTimeout(resolve, firstPauseMillis * 2 ** (attempt - 1)));
  }
}
