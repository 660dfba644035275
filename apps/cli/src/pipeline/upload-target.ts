import { basename } from 'node:path';
import { type UploadRule, findUploadRule } from '@headwaters/pipeline-contract';
import { type Blueprint, findSourceBucket } from '@headwaters/stack-simulator';
import { type ProducerOfStack, readProducer } from './producer-of-stack.js';

/** The source bucket of a stack, and what becomes of its uploads. */
export interface UploadTarget {
  readonly bucket: string;
  /** Patterns of the keys that start the producer, such as `in/*.txt`, by whatever trigger. */
  readonly accepts: readonly KeyPattern[];
  /** The producer's settings; `undefined` if it is not the producer of this project. */
  readonly producer: ProducerOfStack | undefined;
}

interface KeyPattern {
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Finds the upload target of a stack.
 *
 * @throws NotificationMissingError of `@headwaters/stack-simulator` if no upload starts a function of the stack.
 */
export function findUploadTarget(blueprint: Blueprint): UploadTarget {
  const bucket = findSourceBucket(blueprint);
  const routes = blueprint.uploads.filter(({ bucketName }) => bucketName === bucket);
  return {
    bucket,
    accepts: routes.map(({ prefix, suffix }) => ({ prefix, suffix })),
    producer: readProducer(blueprint),
  };
}

/**
 * Chooses the key of a file: its base name, below the prefix that the stack's trigger asks for.
 *
 * @returns undefined if no trigger would accept the key.
 */
export function chooseKey({ accepts }: Pick<UploadTarget, 'accepts'>, file: string): string | undefined {
  const name = basename(file);
  const keys = [name, ...accepts.map(({ prefix }) => `${prefix}${name}`)];
  return keys.find((key) =>
    accepts.some(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix)),
  );
}

/** The rule by which the producer reads an upload; `undefined` if none matches, or the producer is not the one of this project. */
export function findRule({ producer }: Pick<UploadTarget, 'producer'>, key: string): UploadRule | undefined {
  return producer && findUploadRule(producer.rules, key);
}

/** The patterns of the keys that a target accepts, for messages. */
export function describePatterns({ accepts }: Pick<UploadTarget, 'accepts'>): string {
  return accepts.map(({ prefix, suffix }) => `${prefix}*${suffix}`).join(' or ');
}
