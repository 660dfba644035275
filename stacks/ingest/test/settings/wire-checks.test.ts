import { describe, expect, it } from '@jest/globals';
import { dev } from '../../src/environments/dev.js';
import { problems } from './settings-problems.js';

type Wire = 'block' | 'kpl' | 'plain';

const withWire = (wire: Wire, change: object = {}) => ({
  ...dev,
  producer: { ...dev.producer, wire },
  ...change,
});

const [archive] = dev.consumers;
const filtered = [{ ...archive, filter: [{ data: { level: ['error'] } }] }];
const delivery = [archive, { name: 'raw', sink: 'delivery' }];

describe('wireProblems', () => {
  it('accepts a filter with the wire plain only', () => {
    expect(problems(withWire('plain', { consumers: filtered }))).toBe('none');
    expect(problems(withWire('block', { consumers: filtered }))).toContain('but the producer writes blocks');
    expect(problems(withWire('kpl', { consumers: filtered }))).toContain(
      'but the producer writes aggregates',
    );
  });

  it('accepts a delivery stream with the wires kpl and plain only', () => {
    expect(problems(withWire('kpl', { consumers: delivery }))).toBe('none');
    expect(problems(withWire('plain', { consumers: delivery }))).toBe('none');
    expect(problems(withWire('block', { consumers: delivery }))).toContain(
      "- consumers.1.sink is \"delivery\": set producer.wire to 'kpl' or 'plain', or the sink of raw to 'firehose'",
    );
  });

  it('refuses enhanced fan-out with the wire kpl, set or by default, except for the code of another team', () => {
    const fanned = [archive, { ...archive, name: 'second', fanOut: true }];
    const byDefault = [archive, { name: 'second', sink: 'archive', maxRecordAgeSeconds: 43_200 }];
    const own = [archive, { name: 'second', sink: 'own', archiveFile: 'own.zip', fanOut: true }];
    expect(problems(withWire('kpl', { consumers: fanned }))).toContain(
      '- consumers.1.fanOut is true: set it to false, which is not the default for second',
    );
    expect(problems(withWire('kpl', { consumers: byDefault }))).toContain('- consumers.1.fanOut is true');
    expect(problems(withWire('plain', { consumers: fanned }))).toBe('none');
    expect(problems(withWire('kpl', { consumers: own }))).not.toContain('consumers.1.fanOut');
  });

  it('refuses the settings of a function on a delivery stream', () => {
    const consumers = [{ name: 'raw', sink: 'delivery', fanOut: true }];
    expect(problems(withWire('kpl', { consumers }))).toContain(
      '- consumers.0.fanOut is true: remove it or correct its name: there is no such setting',
    );
  });

  it('counts a delivery stream as a reader of the shards', () => {
    const deliveries = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `d${index}`, sink: 'delivery' as const }));
    expect(problems(withWire('kpl', { consumers: deliveries(5) }))).toBe('none');
    expect(problems(withWire('kpl', { consumers: deliveries(6) }))).toContain(
      'consumers without fanOut is 6',
    );
  });

  it('refuses to remove line terminators from blocks', () => {
    const removing = (wire: Wire) => ({
      ...dev,
      producer: { ...dev.producer, wire, recordTerminator: 'remove' as const },
    });
    expect(problems(removing('plain'))).toBe('none');
    expect(problems(removing('block'))).toContain(
      '- producer.recordTerminator is "remove": set it to \'keep\'',
    );
  });

  it('refuses with the wire plain to forget the uploads of Kinesis records that are still in the stream', () => {
    const kept = (receiptDays: number) => ({
      stream: { ...dev.stream, retentionHours: 48 },
      buckets: { ...dev.buckets, receiptDays },
    });
    expect(problems(withWire('plain', kept(3)))).toBe('none');
    expect(problems(withWire('plain', kept(2)))).toContain(
      '- buckets.receiptDays is 2: set it above stream.retentionHours (48)',
    );
    expect(problems(withWire('block', kept(2)))).toBe('none');
  });
});
