import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import type { IngestSettingsInput } from '../../src/settings/ingest-settings.js';
import { bucketsOfRules } from '../environments/every-feature.js';
import { problems } from './settings-problems.js';

type Uploads = NonNullable<IngestSettingsInput['uploads']>;
type Trigger = NonNullable<NonNullable<IngestSettingsInput['buckets']>['trigger']>;

const withUploads = (uploads: Uploads, trigger: Trigger = 'notification') => ({
  ...dev,
  uploads,
  buckets: { ...bucketsOfRules, trigger },
});

describe('uploadProblems', () => {
  it('accepts rules that differ in their prefix or their suffix', () => {
    const rules = [
      { prefix: 'in/', suffix: '.csv' },
      { prefix: 'in/', suffix: '.json' },
      { prefix: 'out/', suffix: '.csv' },
    ];
    expect(problems(withUploads(rules))).toBe('none');
  });

  it('refuses buckets.suffixes besides rules', () => {
    const both = { ...dev, uploads: [{ suffix: '.csv' }] };
    expect(problems(both)).toContain('- buckets.suffixes is [".txt"]: remove it: uploads says which uploads');
  });

  it.each(['notification', 'queue'] as const)(
    'refuses with the trigger %s what S3 refuses: overlapping filters',
    (trigger) => {
      const rules = [{ prefix: 'in/', suffix: '.json' }, { suffix: '.json' }];
      expect(problems(withUploads(rules, trigger))).toContain(
        '- uploads.1.suffix is ".json": change or remove it: it overlaps uploads.0, and S3 refuses overlapping filters',
      );
      expect(problems(withUploads(rules, 'eventbridge'))).toBe('none');
    },
  );

  it('refuses a rule that an earlier one hides, with every trigger', () => {
    const rules = [{ suffix: '.json' }, { prefix: 'in/', suffix: '.json' }];
    expect(problems(withUploads(rules, 'eventbridge'))).toContain(
      '- uploads.1.suffix is ".json": must not be hidden',
    );
  });

  it('refuses conflicts within a rule, with what it inherits from the producer', () => {
    const rules = [{ suffix: '.json', partitionStrategy: 'field' as const }];
    expect(problems(withUploads(rules))).toContain(
      '- uploads.0.partitionField is missing: must be a JSON pointer',
    );
    const producer = { ...dev.producer, partitionField: '/user/id' };
    expect(problems({ ...withUploads(rules), producer })).toBe('none');
  });

  it('refuses rules of more than 3,072 bytes of JSON: the environment of a function has 4,096', () => {
    // A rule of JSON has 13 bytes besides its suffix, the list 2.
    const rules = (lastCharacters: number) =>
      [100, 100, lastCharacters].map((characters, index) => ({
        suffix: `${'x'.repeat(characters - 1)}${index}`,
      }));
    const bytes = (uploads: Uploads) => Buffer.byteLength(JSON.stringify(uploads));
    const missing = 3_072 - bytes(rules(100));
    expect(bytes(rules(100 + missing))).toBe(3_072);
    const fits = withUploads(rules(100 + missing), 'eventbridge');
    expect(problems(fits)).not.toContain('bytes of JSON');
    expect(problems(withUploads(rules(101 + missing), 'eventbridge'))).toContain(
      '- uploads is "3,073 bytes of JSON": shorten it to 3,072 bytes',
    );
  });

  it('refuses a pattern of EventBridge above 2,048 characters, of filters that overlap', () => {
    const overlapping = (characters: number) => [
      { prefix: 'a'.repeat(characters), suffix: '.csv' },
      { suffix: '.csv' },
    ];
    const tooLong = problems(withUploads(overlapping(2_000), 'eventbridge'));
    const [, found = ''] = /a pattern of ([\d,]+) characters/.exec(tooLong) ?? [];
    const excess = Number(found.replace(',', '')) - 2_048;
    const limit = 2_000 - excess;
    expect(problems(withUploads(overlapping(limit), 'eventbridge'))).not.toContain('a pattern of');
    expect(problems(withUploads(overlapping(limit + 1), 'eventbridge'))).toContain(
      'a pattern of 2,049 characters',
    );
  });

  it('refuses more invocations from the queue than are reserved', () => {
    const withQueue = (maxConcurrency: number, trigger: Trigger = 'queue') => ({
      ...withUploads([{ suffix: '.csv' }], trigger),
      producer: { ...dev.producer, reservedConcurrency: 5, queue: { maxConcurrency } },
    });
    expect(problems(withQueue(5))).toBe('none');
    expect(problems(withQueue(6))).toContain(
      '- producer.queue.maxConcurrency is 6: set it to at most producer.reservedConcurrency (5)',
    );
    expect(problems(withQueue(6, 'notification'))).toBe('none');
  });

  it('refuses the trigger queue with a reserved concurrency of 1: Lambda starts at least 2 invocations', () => {
    const reserved = {
      ...withUploads([{ suffix: '.csv' }], 'queue'),
      producer: { ...dev.producer, reservedConcurrency: 1 },
    };
    expect(problems(reserved)).toContain(
      '- producer.queue.maxConcurrency is 2: set it to at most producer.reservedConcurrency (1)',
    );
  });
});
