import { eventSourceMappingLimits } from '@headwaters/pipeline-contract';
import { StepNotRunError } from '../../errors.js';
import type { Change } from '../changes/change.js';
import { readMappingSettings, updateMapping } from '../changes/mapping-settings.js';
import {
  destinationOf,
  findBatchFailures,
  observeFailure,
  type FailureRecord,
} from '../evidence/failure-records.js';
import { makeUnpublishedObject, putKinesisRecords } from '../evidence/test-records.js';
import type { JsonObject, JsonValue } from '../observation/json-value.js';
import type { AcceptanceTarget } from '../target/target.js';
import { waitFor } from '../wait/wait-for.js';
import type { AcceptanceStep } from './step.js';

/** The smallest that AWS accepts. */
const maximumRecordAgeSeconds = eventSourceMappingLimits.minRecordAgeSeconds;

/** How long the mappings are disabled: until the test record is older than the limit. */
const disabledMillis = (maximumRecordAgeSeconds + 15) * 1_000;

const recordMinutes = 10;

/**
 * A Kinesis record that is older than a consumer accepts. Its mapping is disabled until the record is 60 s old, and enabled
 * with a maximum record age of 60 s.
 */
export const consumerFailuresStep: AcceptanceStep = {
  name: 'consumer-failures',
  title: "Each consumer's failure destination receives one record",
  disruption:
    'disables every consumer for a minute and dead-letters every Kinesis record that arrives at its beginning',
  async run(target) {
    const startedAt = new Date(target.clock.now());
    const { records } = await makeUnpublishedObject(target, 'dead-lettered', 1);
    const [data] = records;
    if (data === undefined) throw new RangeError('The test object must have a block.');
    const failures = await target.changes.during(await mappingsToRestore(target), async () => {
      await updateAll(target, { enabled: false });
      await putKinesisRecords(target, [data]);
      await target.clock.pause(disabledMillis);
      await updateAll(target, { enabled: true, maximumRecordAgeSeconds });
      return awaitFailures(target, data, startedAt);
    });
    return { observation: { failures: observeFailures(failures) } };
  },
  expectation: ({ pipeline }) => ({
    failures: Object.fromEntries(
      pipeline.consumers.map(({ name }) => [
        name,
        {
          records: 1,
          condition: 'RecordAgeExceeded',
          invokeCount: 1,
          functionError: 'absent',
          hasEvent: true,
        },
      ]),
    ),
  }),
  scenarios: ({ failures }) =>
    Object.values((failures ?? {}) as Record<string, JsonObject>)
      .slice(0, 1)
      .flatMap(scenarioOf),
};

async function mappingsToRestore(target: AcceptanceTarget): Promise<Change[]> {
  return Promise.all(
    target.pipeline.consumers.map(async ({ name, mappingId }) => {
      const settings = await readMappingSettings(target, mappingId);
      if (!settings.enabled) throw new StepNotRunError(`the consumer ${name} is disabled`);
      return { kind: 'mapping' as const, mappingId, ...settings };
    }),
  );
}

/** One after the other: the clock of the simulator serves one wait at a time. */
async function updateAll(
  target: AcceptanceTarget,
  settings: { readonly enabled: boolean; readonly maximumRecordAgeSeconds?: number },
): Promise<void> {
  for (const { mappingId } of target.pipeline.consumers) await updateMapping(target, mappingId, settings);
}

type FailuresByConsumer = Readonly<Record<string, readonly FailureRecord[]>>;

async function awaitFailures(
  target: AcceptanceTarget,
  data: Uint8Array,
  startedAt: Date,
): Promise<FailuresByConsumer> {
  const { value } = await waitFor(target, {
    what: "record in each consumer's failure destination",
    timeoutMinutes: recordMinutes,
    probe: async () => {
      const entries = await Promise.all(
        target.pipeline.consumers.map(
          async ({ name, mappingId }) =>
            [name, await findBatchFailures(target, { mappingId, data }, startedAt)] as const,
        ),
      );
      return {
        done: entries.every(([, records]) => records.length > 0),
        value: Object.fromEntries(entries),
        progress: entries.map(([name, records]) => `${name} ${records.length}`).join(', '),
      };
    },
  });
  return value;
}

function observeFailures(failures: FailuresByConsumer): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(failures).map(([name, [first, ...others]]) => [
      name,
      { records: first === undefined ? 0 : 1 + others.length, ...(first && observeFailure(first)) },
    ]),
  );
}

/** Every consumer has the same kind of mapping, so the first one stands for all. */
function scenarioOf(failure: JsonObject) {
  if (failure['records'] === 0) return [];
  return [
    {
      name: 'fails a Kinesis record that became too old while its mapping was disabled',
      rules: ['age.before-first', 'destination.record'],
      versioning: true,
      mapping: { maximum_record_age_in_seconds: maximumRecordAgeSeconds },
      steps: [
        { setMapping: { mapping: 'aws_lambda_event_source_mapping.mapping', enabled: false } },
        {
          putRecords: { stream: 'stream', records: [{ data: 'old', repeat: 1, partitionKey: 'key' }] },
        },
        { advanceSeconds: disabledMillis / 1_000 },
        { setMapping: { mapping: 'aws_lambda_event_source_mapping.mapping', enabled: true } },
        { advanceSeconds: 60 },
      ],
      expect: {
        deliveries: [],
        destinations: [{ ...destinationOf(failure), records: ['old'] }],
      },
    },
  ];
}
