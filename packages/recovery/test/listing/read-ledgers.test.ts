import { describe, expect, it } from '@jest/globals';
import { GetObjectCommand, type ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import {
  type ObjectVersion,
  type Receipt,
  objectReceiptsPrefix,
  receiptKey,
} from '@headwaters/pipeline-contract';
import * as fc from 'fast-check';
import { compareKeys, readLedgers } from '../../src/listing/read-ledgers.js';

type TestReceipt = Parameters<typeof receiptKey>[0];

interface FakeLedger {
  readonly s3: Pick<S3Client, 'send'>;
  /** Number of listings. */
  readonly count: () => number;
}

/** A ledger bucket whose listings have pages of `pageKeys` keys. */
function fakeLedger(
  keys: readonly string[],
  { pageKeys = 1_000, lastModified = new Date(1_000), bodies = {} }: Partial<FakeLedgerOptions> = {},
): FakeLedger {
  const sorted = [...new Set(keys)].sort(compareKeys);
  let listings = 0;
  const send = (command: unknown) => {
    if (command instanceof GetObjectCommand) {
      const text = bodies[command.input.Key ?? ''] ?? '';
      return Promise.resolve({ Body: { transformToString: () => Promise.resolve(text) } });
    }
    listings += 1;
    const { StartAfter: startAfter = '' } = (command as ListObjectsV2Command).input;
    const rest = sorted.filter((key) => compareKeys(key, startAfter) > 0);
    const page = rest
      .slice(0, pageKeys)
      .map((key) => ({ Key: encodeURIComponent(key), LastModified: lastModified }));
    return Promise.resolve({ Contents: page, IsTruncated: rest.length > pageKeys });
  };
  return { s3: { send: send as never }, count: () => listings };
}

interface FakeLedgerOptions {
  readonly pageKeys: number;
  readonly lastModified: Date;
  readonly bodies: Readonly<Record<string, string>>;
}

const published = (source: ObjectVersion, more: Partial<TestReceipt> = {}): TestReceipt => ({
  source,
  actor: 'producer',
  outcome: 'published',
  offset: 0,
  endOffset: 3,
  isLast: true,
  ...more,
});

const subject = (source: ObjectVersion) => ({ source, lastModified: new Date(0) });
const object = (key: string, versionId = 'v1'): ObjectVersion => ({ bucket: 'b', key, versionId });

describe('compareKeys', () => {
  it('orders by the bytes of UTF-8, not by UTF-16', () => {
    expect(['\uFFFD', '\u{1F600}', 'a/b', 'a', 'a!'].sort(compareKeys)).toEqual([
      'a',
      'a!',
      'a/b',
      '\uFFFD',
      '\u{1F600}',
    ]);
  });
});

describe('readLedgers', () => {
  it('finds the receipts of each version among those of others, whatever keys and pages are like', async () => {
    const keyPart = fc.constantFrom(
      'a',
      'b',
      '/',
      '!',
      '0',
      '~',
      ' ',
      '+',
      '%',
      '\uFFFD',
      '\u{1F600}',
      'v1',
      'producer',
    );
    const key = fc.oneof(
      fc.array(keyPart, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
      // Too long for a readable prefix.
      fc.constantFrom('x'.repeat(1_000), `${'x'.repeat(1_000)}/y`, 'é'.repeat(500)),
    );
    const version = fc.record({
      source: fc.record({
        bucket: fc.constant('b'),
        key,
        versionId: fc.constantFrom('v1', 'v2', 'A/+', 'null'),
      }),
      receipts: fc.integer({ min: 0, max: 4 }),
      isAsked: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(version, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (versions, pageKeys) => {
          const unique = [
            ...new Map(versions.map((one) => [objectReceiptsPrefix(one.source), one])).values(),
          ];
          const keys = unique.flatMap(({ source, receipts }) =>
            Array.from({ length: receipts }, (_, index) =>
              receiptKey(published(source, { offset: index, endOffset: index + 1 })),
            ),
          );
          const { s3, count } = fakeLedger(['closures/x', 'sources/y', 'zzz', ...keys], { pageKeys });
          const asked = unique.filter(({ isAsked }) => isAsked);
          const ledgers = await readLedgers(
            s3,
            'ledger',
            asked.map(({ source }) => subject(source)),
          );
          expect(asked.map(({ source }) => ledgers.of(source).receiptCount)).toEqual(
            asked.map(({ receipts }) => receipts),
          );
          // One request for each version, and one for each further page of one version, even if others are between.
          expect(count()).toBeLessThanOrEqual(asked.length + Math.ceil(keys.length / pageKeys));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads 1,000 receipts of 500 versions by one request, and skips 10,000 receipts of others by a second', async () => {
    const first = Array.from({ length: 499 }, (_, index) => object(`a/${String(index).padStart(3, '0')}`));
    const others = Array.from({ length: 10_000 }, (_, index) => receiptKey(published(object(`m/${index}`))));
    const last = object('z');
    const keys = [...first, last].flatMap((source) => [
      receiptKey(published(source)),
      receiptKey(published(source, { actor: 'consumer', outcome: 'accepted' })),
    ]);
    const { s3, count } = fakeLedger([...keys, ...others]);
    const ledgers = await readLedgers(s3, 'ledger', [...first, last].map(subject));
    expect([...first, last].filter((source) => !ledgers.of(source).isAcceptedBy('consumer'))).toEqual([]);
    expect(count()).toBe(2);
  });

  it('asks nothing for no versions', async () => {
    const { s3, count } = fakeLedger([]);
    await readLedgers(s3, 'ledger', []);
    expect(count()).toBe(0);
  });

  it('ignores receipts of the version null that are older than the object', async () => {
    const source = { bucket: 'b', key: 'k' };
    const { s3 } = fakeLedger([receiptKey(published(source))], { lastModified: new Date(5_000) });
    const at = async (millis: number) => {
      const ledgers = await readLedgers(s3, 'ledger', [{ source, lastModified: new Date(millis) }]);
      return ledgers.of(source).isPublished;
    };
    expect([await at(4_999), await at(5_000), await at(5_001)]).toEqual([true, true, false]);
  });

  it('reads the last receipt of older releases, whose key does not show the end of the object', async () => {
    const source = object('k');
    const receipt = published(source, { isLast: false });
    const content: Receipt = {
      ...receipt,
      receiptVersion: 1,
      isLast: true,
      recordCount: 1,
      at: '',
    };
    const bodies = { [receiptKey(receipt)]: JSON.stringify(content) };
    const { s3 } = fakeLedger([receiptKey(receipt)], { bodies });
    expect((await readLedgers(s3, 'ledger', [subject(source)])).of(source).isPublished).toBe(true);
    const unfinished = fakeLedger([receiptKey(receipt)]);
    expect((await readLedgers(unfinished.s3, 'ledger', [subject(source)])).of(source).isPublished).toBe(
      false,
    );
  });
});
