import { ChangeJournal } from '../../src/acceptance/changes/change-journal.js';
import type { AcceptanceTarget } from '../../src/acceptance/target/target.js';
import { fakeClock } from './fake-clock.js';

/** A target for code that does not reach its clients, unless `overrides` has some. */
export function fakeTarget(overrides: Partial<AcceptanceTarget> = {}): AcceptanceTarget {
  return {
    pipeline: {
      region: 'us-east-1',
      sourceBucket: 'source',
      archiveBucket: 'archive',
      failuresBucket: 'failures',
      ledgerBucket: 'ledger',
      streamName: 'stream',
      producerFunction: 'headwaters-ingest-dev-producer',
      producerReference: 'headwaters-ingest-dev-producer:live',
      consumers: [
        { name: 'archive', functionName: 'consumer-archive', mappingId: 'm-1' },
        { name: 'audit', functionName: 'consumer-audit', mappingId: 'm-2' },
      ],
      uploadRules: [{ prefix: 'in/', suffix: '.txt' }],
      archivingConsumers: ['archive'],
      memoryMegabytes: new Map(),
    },
    clients: {} as AcceptanceTarget['clients'],
    clock: fakeClock(),
    load: { smallFiles: 1, largeFileBytes: 200 },
    startedAt: new Date(Date.UTC(2026, 10, 24)),
    runId: 'run1',
    changes: new ChangeJournal({ file: undefined, undo: () => Promise.resolve() }),
    readDenial: { during: (_, act) => act() },
    signal: new AbortController().signal,
    withoutCloudWatch: undefined,
    report: () => undefined,
    ...overrides,
  };
}
