import { describe, expect, it } from '@jest/globals';
import { readWarning } from '../../../src/server/coverage/file-warnings.js';

const fields = { level: 'WARN', warning: 'HEADWATERS_X', object: 's3://uploads/a', message: 'look' };

describe('readWarning', () => {
  it('reads a line of JSON, also behind a prefix of the runtime', () => {
    const read = { object: 's3://uploads/a', warning: { code: 'HEADWATERS_X', message: 'look' } };
    expect(readWarning(JSON.stringify(fields))).toEqual(read);
    expect(readWarning(`2026-11-29T19:00:00.000Z WARN ${JSON.stringify(fields)}`)).toEqual(read);
  });

  it.each([
    ['no JSON', '"warning"'],
    ['cut JSON', JSON.stringify(fields).slice(0, -5)],
    ['no object', JSON.stringify({ ...fields, object: undefined })],
    ['a code that is no string', JSON.stringify({ ...fields, warning: 1 })],
    ['another line', '{"level":"WARN","message":"look"}'],
    ['null', 'null "warning"'],
  ])('ignores %s', (_, line) => {
    expect(readWarning(line)).toBeUndefined();
  });
});
