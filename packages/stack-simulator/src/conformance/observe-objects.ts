import { isObject } from '../terraform/is-object.js';
import type { Expectation } from './scenario.js';

type ObservedObjects = NonNullable<Expectation['objects']>;

/** What S3 events say of their objects, with small numbers in place of versions and sequencers. */
export function observeObjects(records: readonly unknown[]): ObservedObjects {
  const objects = records.map(objectOf);
  const versions = [
    ...new Set(objects.flatMap(({ versionId }) => (versionId === undefined ? [] : [versionId]))),
  ];
  const sequencers = [...new Set(objects.map(({ sequencer }) => String(sequencer)))].sort();
  return objects.map(({ size, versionId, sequencer }) => ({
    ...(typeof size === 'number' && { size }),
    ...(versionId !== undefined && { version: versions.indexOf(versionId) + 1 }),
    sequencer: sequencers.indexOf(String(sequencer)) + 1,
  }));
}

function objectOf(record: unknown): Readonly<Record<string, unknown>> {
  const s3 = isObject(record) ? record['s3'] : undefined;
  const object = isObject(s3) ? s3['object'] : undefined;
  return isObject(object) ? object : {};
}
