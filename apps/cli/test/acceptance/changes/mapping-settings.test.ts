import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  type LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { readMappingSettings, updateMapping } from '../../../src/acceptance/changes/mapping-settings.js';
import { fakeClock } from '../../support/fake-clock.js';

/** Lambda that describes a mapping by these answers, one after the other. The last one stays. Notes what it is asked for. */
function fakeLambda(...answers: readonly EventSourceMappingConfiguration[]) {
  const left = [...answers];
  const updates: unknown[] = [];
  const send = (command: unknown) => {
    if (command instanceof UpdateEventSourceMappingCommand) {
      updates.push(command.input);
      return Promise.resolve({});
    }
    if (!(command instanceof GetEventSourceMappingCommand)) throw new Error('Another operation.');
    return Promise.resolve(left.length > 1 ? left.shift() : left[0]);
  };
  const clients = { lambda: { send } as unknown as LambdaClient };
  return { context: { clients, clock: fakeClock(), report: () => undefined }, updates, left };
}

describe('readMappingSettings', () => {
  it('waits until no change is in progress; a mapping without a maximum record age has none', async () => {
    const { context } = fakeLambda({ State: 'Enabling' }, { State: 'Updating' }, { State: 'Enabled' });
    expect(await readMappingSettings(context, 'm-1')).toEqual({ enabled: true, maximumRecordAgeSeconds: -1 });
    expect(context.clock.pauses).toHaveLength(2);
  });

  it('fails if the mapping is still in a transition after 5 minutes', async () => {
    const { context } = fakeLambda({ State: 'Creating' });
    await expect(readMappingSettings(context, 'm-1')).rejects.toMatchObject({
      code: 'HEADWATERS_MAPPING_UNSETTLED',
      message: expect.stringMatching(/^Event source mapping m-1 is Creating after 5 minutes\./),
    });
  });
});

describe('updateMapping', () => {
  it('resolves only when the mapping has the settings, not while it still shows the old ones', async () => {
    const { context, updates, left } = fakeLambda(
      { State: 'Enabled', MaximumRecordAgeInSeconds: 3_600 },
      { State: 'Enabled', MaximumRecordAgeInSeconds: 3_600 },
      { State: 'Disabling', MaximumRecordAgeInSeconds: 60 },
      { State: 'Disabled', MaximumRecordAgeInSeconds: 60 },
    );
    await updateMapping(context, 'm-1', { enabled: false, maximumRecordAgeSeconds: 60 });
    expect(updates).toEqual([{ UUID: 'm-1', Enabled: false, MaximumRecordAgeInSeconds: 60 }]);
    expect(left).toEqual([{ State: 'Disabled', MaximumRecordAgeInSeconds: 60 }]);
  });

  it('asks for nothing else than the given settings', async () => {
    const { context, updates } = fakeLambda({ State: 'Disabled' });
    await updateMapping(context, 'm-1', { enabled: false });
    expect(updates).toEqual([{ UUID: 'm-1', Enabled: false }]);
  });

  it('fails if the mapping does not get the settings within 5 minutes', async () => {
    const { context } = fakeLambda({ State: 'Enabled' });
    await expect(updateMapping(context, 'm-1', { enabled: false })).rejects.toMatchObject({
      code: 'HEADWATERS_MAPPING_UNSETTLED',
    });
  });
});
