import { basename } from 'node:path';
import type { RecordLayout } from '@headwaters/pipeline-contract';
import { type Blueprint, findSourceBucket, readRecordLayout } from '@headwaters/stack-simulator';

/** The source bucket of a stack, and what becomes of its uploads. */
export interface UploadTarget {
  readonly bucket: string;
  /** Patterns of the keys that start the producer, such as `in/*.txt`. */
  readonly accepts: readonly KeyPattern[];
  /** How the producer splits files into records; `undefined` if it is not the producer of this project. */
  readonly layout: RecordLayout | undefined;
}

interface KeyPattern {
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Finds the upload target of a stack.
 *
 * @throws NotificationMissingError of `@headwaters/stack-simulator` if the stack has no notification.
 */
export function findUploadTarget(blueprint: Blueprint): UploadTarget {
  const bucket = findSourceBucket(blueprint);
  const rules = blueprint.notifications.filter(({ bucketName }) => bucketName === bucket);
  return {
    bucket,
    accepts: rules.map(({ prefix, suffix }) => ({ prefix, suffix })),
    layout: readRecordLayout(blueprint),
  };
}

/**
 * Chooses the key of a file: its base name, below the prefix that the stack's notification asks for.
 *
 * @returns undefined if no notification would accept the key.
 */
export function chooseKey({ accepts }: Pick<UploadTarget, 'accepts'>, file: string): string | undefined {
  const name = basename(file);
  const keys = [name, ...accepts.map(({ prefix }) => `${prefix}${name}`)];
  return keys.find((key) =>
    accepts.some(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix)),
  );
}

/** The patterns of the keys that a target accepts, for messages. */
export function describePatterns({ accepts }: Pick<UploadTarget, 'accepts'>): string {
  return accepts.map(({ prefix, suffix }) => `${prefix}*${suffix}`).join(' or ');
}
