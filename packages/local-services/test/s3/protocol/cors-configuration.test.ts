import { describe, expect, it } from '@jest/globals';
import { parseCorsRules } from '../../../src/s3/protocol/cors-configuration.js';

const rule = (elements: string) => `<CORSRule>${elements}</CORSRule>`;
const configuration = (...rules: string[]) => `<CORSConfiguration>${rules.join('')}</CORSConfiguration>`;
const valid = '<AllowedMethod>GET</AllowedMethod><AllowedOrigin>https://*.test</AllowedOrigin>';

describe('parseCorsRules', () => {
  it('reads a rule', () => {
    const others =
      '<AllowedHeader>X-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>9</MaxAgeSeconds>';
    expect(parseCorsRules(configuration(rule(valid + others)))).toEqual([
      {
        ...{ methods: ['GET'], origins: ['https://*.test'], headers: ['x-*'] },
        ...{ exposedHeaders: ['ETag'], maxAgeSeconds: 9 },
      },
    ]);
  });

  it('accepts an empty origin, as LocalStack recorded in test_put_cors_empty_origin', () => {
    const empty = rule('<AllowedMethod>GET</AllowedMethod><AllowedOrigin></AllowedOrigin>');
    expect(parseCorsRules(configuration(empty))).toMatchObject([{ origins: [''] }]);
  });

  it.each([
    ['no rule', configuration(), 'MalformedXML'],
    ['101 rules', configuration(...Array.from({ length: 101 }, () => rule(valid))), 'MalformedXML'],
    ['no origin', configuration(rule('<AllowedMethod>GET</AllowedMethod>')), 'MalformedXML'],
    [
      'another method',
      configuration(rule(`${valid}<AllowedMethod>MYMETHOD</AllowedMethod>`)),
      'InvalidRequest',
    ],
    ['two wildcards', configuration(rule(`${valid}<AllowedOrigin>*://*</AllowedOrigin>`)), 'InvalidRequest'],
    [
      'an age that is not whole',
      configuration(rule(`${valid}<MaxAgeSeconds>1.5</MaxAgeSeconds>`)),
      'MalformedXML',
    ],
    [
      'a header with a line end',
      configuration(rule(`${valid}<ExposeHeader>a&#10;b</ExposeHeader>`)),
      'InvalidRequest',
    ],
  ])('refuses %s', (_what, document, code) => {
    expect(() => parseCorsRules(document)).toThrow(expect.objectContaining({ code, status: 400 }));
  });

  it('accepts 100 rules', () => {
    expect(parseCorsRules(configuration(...Array.from({ length: 100 }, () => rule(valid))))).toHaveLength(
      100,
    );
  });
});
