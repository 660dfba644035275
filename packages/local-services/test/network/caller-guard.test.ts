import { describe, expect, it } from '@jest/globals';
import { type AllowedPages, findRefusal } from '../../src/network/caller-guard.js';

const port = 4566;

interface Sent {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const statusFor = (pages: AllowedPages, { method = 'GET', url = '/', headers = {} }: Sent) =>
  findRefusal({ method, url, headers: { host: `127.0.0.1:${port}`, ...headers } }, pages, port)?.status;

describe('findRefusal', () => {
  it.each([
    ...['127.0.0.1', 'localhost', 'LOCALHOST:4566', '127.0.0.1:80', '127.1.2.3', '[::1]', '[::1]:4566'],
    ...['bucket.localhost', 'my.bucket-1.localhost:4566'],
  ])('accepts the Host %s', (host) => {
    expect(statusFor('this-machine', { headers: { host } })).toBeUndefined();
  });

  it.each([
    ...['evil.test', 'evil.test:4566', '127.0.0.1.evil.test', 'localhost.evil.test', 'localhost.', '0.0.0.0'],
    ...['[::]', '::1', '192.168.0.1', '127.0.0.1@evil.test', 'evil.test#.localhost', 'a/b.localhost', ''],
    ...['.localhost', 'evillocalhost', 'localhost:4566:1', 'localhost:evil', ' localhost', '2130706433'],
  ])('refuses the Host %j with 421', (host) => {
    expect(statusFor('this-machine', { headers: { host } })).toBe(421);
  });

  it('refuses a request without a Host, and one whose :authority or host is foreign', () => {
    const refuse = (headers: Readonly<Record<string, string>>) =>
      findRefusal({ headers }, 'this-machine', port)?.status;
    expect([
      refuse({}),
      refuse({ ':authority': 'evil.test' }),
      refuse({ ':authority': 'localhost', host: 'evil.test' }),
      refuse({ ':authority': 'evil.test', host: 'localhost' }),
      refuse({ ':authority': 'localhost' }),
    ]).toEqual([421, 421, 421, 421, undefined]);
  });

  it.each(['http://evil.test/', 'http://127.0.0.1/', 'evil.test:443', '', '\\evil'])(
    'refuses the request target %j with 421: it is not a path',
    (url) => {
      expect(statusFor('this-machine', { url })).toBe(421);
    },
  );

  it('requires the own port in the Host for the own page', () => {
    expect(statusFor('own', { headers: { host: 'localhost' } })).toBe(421);
    expect(statusFor('own', { headers: { host: 'localhost:1' } })).toBe(421);
    expect(statusFor('own', { headers: { host: `localhost:${port}` } })).toBeUndefined();
  });

  it.each([
    // [origin, status for none, this-machine, own]
    ['http://evil.test', 403, 403, 403],
    ['null', 403, 403, 403],
    ['http://localhost.evil.test', 403, 403, 403],
    ['file://', 403, 403, 403],
    ['not a url', 403, 403, 403],
    ['http://localhost:3000', 403, undefined, 403],
    [`http://localhost:${port}`, 403, undefined, 403],
    [`http://127.0.0.1:${port}`, 403, undefined, undefined],
    [`https://127.0.0.1:${port}`, 403, undefined, 403],
  ])('judges the origin %s', (origin, none, thisMachine, own) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const sent = { method, headers: { origin } };
      expect([statusFor('none', sent), statusFor('this-machine', sent), statusFor('own', sent)]).toEqual([
        none,
        thisMachine,
        own,
      ]);
    }
  });

  it.each([
    // [what, headers, statuses for none, this-machine, own]
    ['an image of a foreign page', { 'sec-fetch-site': 'cross-site' }, [403, 403, 403]],
    [
      'an image of a local page',
      { 'sec-fetch-site': 'cross-site', referer: 'http://localhost:3000/a' },
      [403, undefined, 403],
    ],
    ['an image without a referrer of another port', { 'sec-fetch-site': 'same-site' }, [403, 403, 403]],
    ['a resource of the own page', { 'sec-fetch-site': 'same-origin' }, [403, undefined, undefined]],
    ['an entered URL', { 'sec-fetch-site': 'none' }, [undefined, undefined, undefined]],
    [
      'a link that the user follows',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      [403, undefined, undefined],
    ],
    [
      'a frame of a foreign page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      [403, 403, 403],
    ],
  ])('judges %s by Sec-Fetch-Site', (_, headers, expected) => {
    expect([
      statusFor('none', { headers }),
      statusFor('this-machine', { headers }),
      statusFor('own', { headers }),
    ]).toEqual(expected);
  });

  it('repeats nothing of the request and has one line', () => {
    const refused = { url: '/\u001b[2J', headers: { host: 'evil\u001b.test', origin: 'http://evil\n' } };
    const message = findRefusal(refused, 'none', port)?.message ?? '';
    expect(message).toMatch(/^Refused: [\w ,.()\[\]:-]+$/);
    expect(message).not.toContain('evil');
  });
});
