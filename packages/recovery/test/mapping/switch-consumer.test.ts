import { PipelineIncompleteError, pauseConsumer, resumeConsumer } from '@headwaters/recovery';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ArchivePipeline } from '../support/archive-pipeline.js';

let pipeline: ArchivePipeline;
beforeEach(async () => {
  pipeline = await ArchivePipeline.start();
});
afterEach(() => pipeline.stop());

/** A mapping that needs some requests to change its state. */
function serveMapping(first: string, more: Record<string, unknown> = {}) {
  const states = [first];
  const commands: string[] = [];
  pipeline.onCommand = (name, { Enabled: enabled }) => {
    if (name === 'UpdateEventSourceMappingCommand') {
      commands.push(enabled === true ? 'enable' : 'disable');
      states.push(...(enabled === true ? ['Enabling', 'Enabling', 'Enabled'] : ['Disabling', 'Disabled']));
    }
    if (states.length > 1) states.shift();
    return { State: states[0], ...more };
  };
  return { commands, state: () => states[0] };
}

const scope = { consumer: 'first' };

describe('pauseConsumer', () => {
  it('only says what it would do without apply, and until when to resume', async () => {
    const { commands } = serveMapping('Enabled');
    const result = await pauseConsumer(pipeline.context, scope, pipeline.options({ apply: false }));
    expect({ result, commands }).toEqual({
      result: { complete: false, counts: { mappingsDisabled: 1 } },
      commands: [],
    });
    expect(pipeline.plan.notes).toEqual([
      'Kinesis records that arrive from now on are kept for 24 h: resume before 2026-12-01T10:00:00Z.',
      'What the consumer has not read yet is older, and expires earlier: see its iterator age.',
      'The next "terraform apply" sets the mapping to the setting "enabled" of the consumer "first".',
    ]);
  });

  it('gives no new deadline for a consumer that is paused already', async () => {
    serveMapping('Disabled');
    const result = await pauseConsumer(pipeline.context, scope, pipeline.options({ apply: false }));
    expect(result).toEqual({ complete: true, counts: { mappingsDisabled: 0 } });
    expect(pipeline.plan.notes[0]).toBe(
      'It is paused already. The stream keeps each Kinesis record for 24 h after its arrival: resume within 24 h of the first pause.',
    );
  });

  it('disables the mapping, and waits until it is disabled', async () => {
    const { commands, state } = serveMapping('Enabled');
    const result = await pauseConsumer(pipeline.context, scope, pipeline.options());
    expect({ result, commands, state: state() }).toEqual({
      result: { complete: true, counts: { mappingsDisabled: 1 } },
      commands: ['disable'],
      state: 'Disabled',
    });
  });

  it('waits for a change in progress before it makes its own', async () => {
    const { commands } = serveMapping('Enabling');
    pipeline.clock.onSleep = () => {
      const enabled = { State: 'Enabled' };
      if (commands.length === 0) {
        const answer = pipeline.onCommand;
        pipeline.onCommand = (name, input) => {
          pipeline.onCommand = answer;
          return name === 'GetEventSourceMappingCommand' ? enabled : answer(name, input);
        };
      }
    };
    await pauseConsumer(pipeline.context, scope, pipeline.options());
    expect(commands).toEqual(['disable']);
  });

  it.each(['TooManyRequestsException', 'ServiceException', 'ResourceInUseException'])(
    'waits and tries again while Lambda answers %s, five times',
    async (name) => {
      const { commands } = serveMapping('Enabled');
      const answer = pipeline.onCommand;
      const refused = new Map<string, number>();
      let most = 5;
      pipeline.onCommand = (command, input) => {
        const count = (refused.get(command) ?? 0) + 1;
        if (count > most) return answer(command, input);
        refused.set(command, count);
        throw Object.assign(new Error('not now'), { name });
      };
      await pauseConsumer(pipeline.context, scope, pipeline.options());
      expect(commands).toEqual(['disable']);
      most = Infinity;
      await expect(pauseConsumer(pipeline.context, scope, pipeline.options())).rejects.toThrow('not now');
    },
  );

  it('throws after 5 minutes if the state does not change', async () => {
    pipeline.onCommand = () => ({ State: 'Disabling' });
    const pausing = pauseConsumer(pipeline.context, scope, pipeline.options());
    await expect(pausing).rejects.toMatchObject({ code: 'HEADWATERS_MAPPING_UNSETTLED' });
  });

  it('throws without a mapping', async () => {
    const consumers = pipeline.context.pipeline.consumers.map((each) => ({ ...each, mappingIds: [] }));
    const context = { ...pipeline.context, pipeline: { ...pipeline.context.pipeline, consumers } };
    const pausing = pauseConsumer(context, { consumer: 'archive' }, pipeline.options());
    await expect(pausing).rejects.toThrow(PipelineIncompleteError);
  });
});

describe('resumeConsumer', () => {
  it('enables the mapping, and waits until it is enabled', async () => {
    const { commands, state } = serveMapping('Disabled');
    const result = await resumeConsumer(pipeline.context, scope, pipeline.options());
    expect({ result, commands, state: state(), notes: pipeline.plan.notes }).toEqual({
      result: { complete: true, counts: { mappingsEnabled: 1 } },
      commands: ['enable'],
      state: 'Enabled',
      notes: [],
    });
  });

  it('says what has expired if the mapping was disabled for longer than the retention', async () => {
    serveMapping('Disabled', { LastModified: new Date('2026-11-28T08:00:00Z') });
    await resumeConsumer(pipeline.context, scope, pipeline.options({ apply: false }));
    expect(pipeline.plan.notes).toEqual([
      'The mapping was changed last at 2026-11-28T08:00:00Z. If it has been disabled since, it has missed what arrived before ' +
        '2026-11-29T10:00:00Z: the stream keeps records for 24 h. Use fill to deliver that from the archive.',
    ]);
  });
});
