import { parseJsonObject } from '@headwaters/terraform-reader';
import { describe, expect, it } from '@jest/globals';

describe('parseJsonObject', () => {
  it('parses an object', () => {
    expect(parseJsonObject('{"Version": "2012-10-17"}')).toEqual({ Version: '2012-10-17' });
  });

  it.each(['', '[]', 'null', '"text"', '{', '${data.aws_iam_policy_document.this.json}'])(
    'returns undefined for %j, which is no JSON object',
    (text) => {
      expect(parseJsonObject(text)).toBeUndefined();
    },
  );
});
