import { describe, expect, it } from '@jest/globals';
import { continuationOf } from '../../src/work/continuation.js';
import { readWork } from '../../src/work/read-work.js';
import { objectCreated } from '../events/object-created.js';

const task = {
  upload: { source: { bucket: 'uploads', key: 'a b.txt', versionId: 'v1' } },
  start: { cell: 7, offset: 5_505_024, lineNumber: 27_001 },
};

describe('readWork', () => {
  it('reads a continuation, as Lambda passes it on', () => {
    const event: unknown = JSON.parse(JSON.stringify(continuationOf(task)));
    expect(readWork(event)).toEqual({ tasks: [task], invalid: [] });
  });

  it('keeps the ETag of an object without a version', () => {
    const unversioned = { ...task, upload: { source: { bucket: 'uploads', key: 'a' }, eTag: '"e"' } };
    expect(readWork(continuationOf(unversioned)).tasks).toEqual([unversioned]);
  });

  it('begins the uploads of a notification at their start', () => {
    expect(readWork({ Records: [objectCreated()] }).tasks[0]?.start).toEqual({
      cell: 0,
      offset: 0,
      lineNumber: 1,
    });
  });

  it.each([
    ['nothing', null],
    ['no start', { upload: task.upload }],
    ['a negative cell', { ...task, start: { ...task.start, cell: -1 } }],
    ['line 0', { ...task, start: { ...task.start, lineNumber: 0 } }],
    ['half a cell', { ...task, start: { ...task.start, cell: 0.5 } }],
  ])('refuses a continuation with %s', (_, continuation) => {
    expect(() => readWork({ continuation })).toThrow(/not a continuation/);
  });
});
