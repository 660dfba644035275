import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Blueprint, readBlueprint, readConfiguration, readState } from '@headwaters/stack-simulator';
import { describe, expect, it } from '@jest/globals';
import { surveySupport } from '../../src/blueprint/support-survey.js';
import { ingestStack } from '../support/ingest-stack.js';
import { writeStack } from '../support/write-stack.js';

const stateFile = join(fileURLToPath(new URL('../fixtures', import.meta.url)), 'ingest-test.state.json');

const deployedMapping = {
  batch_size: 5,
  maximum_retry_attempts: 3,
  maximum_record_age_in_seconds: 3600,
  bisect_batch_on_function_error: true,
};

/** Drops names that AWS generates and sorts the resources. */
function comparable(blueprint: Blueprint) {
  const byName = <Plan extends { readonly name: string }>(plans: readonly Plan[]) =>
    [...plans].sort((one, other) => one.name.localeCompare(other.name));
  return {
    ...blueprint,
    stackName: undefined,
    buckets: byName(blueprint.buckets),
    functions: byName(blueprint.functions),
    mappings: blueprint.mappings.map((mapping) => ({ ...mapping, uuid: undefined })),
    notifications: blueprint.notifications.map((rule) => ({ ...rule, id: undefined })),
  };
}

describe('readBlueprint of a state', () => {
  it('returns the blueprint of the configuration that was deployed', async () => {
    const folder = writeStack(ingestStack({ mapping: deployedMapping }));
    const deployed = readBlueprint(await readState(stateFile, folder));
    const declared = readBlueprint(await readConfiguration(folder));
    expect(comparable(deployed)).toEqual(comparable(declared));
    expect(deployed.mappings[0]?.uuid).toBe('721163cb-7e89-4b83-a985-1c05ce94cd0b');
  });

  it('refuses no attribute that AWS computed', async () => {
    expect(surveySupport(await readState(stateFile, '.')).refused).toEqual([]);
  });

  it('does not evaluate values: they contain no expressions', async () => {
    const configuration = await readState(stateFile, '.');
    const [address = '', stream] =
      [...configuration.resources].find(([name]) => name.includes('stream')) ?? [];
    const named = { ...stream, attributes: { ...stream?.attributes, name: '${not.one}' } };
    const resources = new Map([...configuration.resources, [address, named as NonNullable<typeof stream>]]);
    expect(readBlueprint({ ...configuration, resources }).streams[0]?.name).toBe('${not.one}');
  });
});
