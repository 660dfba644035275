import { describe, expect, it } from '@jest/globals';
import { objectPartitionKey } from '../../src/publication/object-partition-key.js';

describe('objectPartitionKey', () => {
  it('is 64 hexadecimal digits even for the longest key', () => {
    expect(objectPartitionKey({ bucket: 'uploads', key: 'k'.repeat(1_024) })).toMatch(/^[0-9a-f]{64}$/);
  });

  it('differs between versions, keys and buckets, however these run together', () => {
    const keys = [
      { bucket: 'a', key: 'b/c' },
      { bucket: 'a/b', key: 'c' },
      { bucket: 'a', key: 'b/c', versionId: '1' },
      { bucket: 'a', key: 'b/c1' },
    ].map(objectPartitionKey);
    expect(new Set(keys).size).toBe(4);
  });

  it('never changes for an object: order depends on it across deployments', () => {
    expect(objectPartitionKey({ bucket: 'uploads', key: 'notes.txt', versionId: 'v1' })).toBe(
      '562adff38c28fdea05ffc7cb49442377b37f40057ccd2b51378000baf533bb54',
    );
  });
});
