import { describe, expect, it } from '@jest/globals';
import { keysOfNotification } from '../../../src/console/watch/keys-of-notification.js';

describe('keysOfNotification', () => {
  it('decodes keys as S3 encodes them', () => {
    const event = { Records: [{ s3: { object: { key: 'a+folder/%C3%BC%2B1.txt', versionId: 'v' } } }] };
    expect(keysOfNotification(event)).toEqual([{ key: 'a folder/ü+1.txt', versionId: 'v' }]);
  });

  it.each([[undefined], [null], [{}], [{ Records: [{}] }]])('finds none in %j', (event) => {
    expect(keysOfNotification(event)).toEqual([]);
  });
});
