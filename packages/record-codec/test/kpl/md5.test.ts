import { AggregateEncoder, decodeRecord } from '@headwaters/record-codec';
import { expect, it, jest } from '@jest/globals';

it('AggregateEncoder works without WebAssembly', () => {
  jest.replaceProperty(globalThis as { WebAssembly?: unknown }, 'WebAssembly', undefined);
  const encoder = new AggregateEncoder({ maxEntryBytes: 60 });
  const entries = Array.from({ length: 30 }, () => encoder.add('key', Buffer.from('abc'))).flat();
  expect([...entries, ...encoder.end()].map(({ data }) => decodeRecord(data).profile)).toContain('kpl');
});
