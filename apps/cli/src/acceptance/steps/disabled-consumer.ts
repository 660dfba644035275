import { readMappingSettings, updateMapping } from '../changes/mapping-settings.js';
import { StepNotRunError } from '../../errors.js';
import { logFile, putObject, uploadKey } from '../evidence/test-object.js';
import { completeAt, everyConsumer, traceNow, traceUntilComplete } from '../evidence/trace-wait.js';
import type { MappedConsumer } from '../target/pipeline.js';
import type { AcceptanceTarget } from '../target/target.js';
import type { AcceptanceStep } from './step.js';

const fileBytes = 2_000_000;
const disabledMillis = 60_000;

/** A consumer whose event source mapping is disabled for a minute, as during a maintenance. */
export const disabledConsumerStep: AcceptanceStep = {
  name: 'disabled-consumer',
  title: 'A consumer that is disabled for a minute catches up, and delays no other',
  disruption: 'disables the first consumer for a minute, which delays what arrives meanwhile',
  async run(target) {
    const [consumer] = target.pipeline.consumers;
    if (consumer === undefined) throw new StepNotRunError('the pipeline has no consumer');
    const { source, before } = await whileDisabled(target, consumer, async () => {
      const source = await putObject(target, uploadKey(target, 'disabled-consumer'), logFile(fileBytes));
      await target.clock.pause(disabledMillis);
      return { source, before: await traceNow(target, source) };
    });
    const after = await traceUntilComplete(target, source);
    return {
      observation: {
        disabled: consumer.name,
        completeWhileDisabled: completeAt(before),
        completeAfterwards: completeAt(after),
      },
    };
  },
  expectation: (target) => ({
    completeWhileDisabled: {
      ...everyConsumer(target, true),
      ...(target.pipeline.consumers[0] && { [target.pipeline.consumers[0].name]: false }),
    },
    completeAfterwards: everyConsumer(target, true),
  }),
  scenarios: ({ completeAfterwards }) =>
    Object.values(completeAfterwards ?? {}).includes(false)
      ? []
      : [
          {
            name: 'resumes a mapping that was disabled for a minute where it stopped',
            rules: ['switch'],
            versioning: true,
            steps: [
              { setMapping: { mapping: 'aws_lambda_event_source_mapping.mapping', enabled: false } },
              {
                putRecords: {
                  stream: 'stream',
                  records: ['1', '2', '3'].map((data) => ({ data, repeat: 1, partitionKey: 'key' })),
                },
              },
              { advanceSeconds: 60 },
              { setMapping: { mapping: 'aws_lambda_event_source_mapping.mapping', enabled: true } },
              { advanceSeconds: 60 },
            ],
            expect: { acknowledged: ['1', '2', '3'], destinations: [] },
          },
        ],
};

/** @throws {@link StepNotRunError} if the consumer is disabled already. */
async function whileDisabled<Result>(
  target: AcceptanceTarget,
  { name, mappingId }: MappedConsumer,
  act: () => Promise<Result>,
): Promise<Result> {
  const settings = await readMappingSettings(target, mappingId);
  if (!settings.enabled) throw new StepNotRunError(`the consumer ${name} is disabled`);
  return target.changes.during([{ kind: 'mapping', mappingId, ...settings }], async () => {
    await updateMapping(target, mappingId, { enabled: false });
    return act();
  });
}
