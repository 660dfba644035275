import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Blueprint } from '@headwaters/stack-simulator';

/** Where the mapping of a new consumer starts: half a minute after the start of the virtual clock, after the first uploads. */
const startingTimestamp = '2026-01-01T00:00:30Z';

/** Returns the last mapping of a stack: the one that is disabled in seeds with a fill. */
export function filledMapping({ mappings }: Pick<Blueprint, 'mappings'>): Blueprint['mappings'][number] {
  const mapping = mappings.at(-1);
  if (mapping === undefined) throw new TypeError('The stack has no event source mapping.');
  return mapping;
}

/**
 * Writes a copy of a stack whose last mapping is disabled and starts in the middle of the uploads, as that of a new consumer is
 * deployed.
 *
 * @returns The folder of the copy.
 */
export async function writeFillStack(
  stackDirectory: string,
  folder: string,
  { address }: Pick<Blueprint['mappings'][number], 'address'>,
): Promise<string> {
  const copy = join(folder, 'fill-stack');
  const [type = '', name = ''] = address.split('.');
  const text = await readFile(join(stackDirectory, 'cdk.tf.json'), 'utf8');
  const configuration = JSON.parse(text) as StackConfiguration;
  Object.assign(configuration.resource[type]?.[name] ?? {}, {
    enabled: false,
    starting_position: 'AT_TIMESTAMP',
    starting_position_timestamp: startingTimestamp,
  });
  await mkdir(copy, { recursive: true });
  await writeFile(join(copy, 'cdk.tf.json'), JSON.stringify(configuration));
  await symlink(resolve(stackDirectory, 'assets'), join(copy, 'assets'));
  return copy;
}

interface StackConfiguration {
  readonly resource: Readonly<Record<string, Readonly<Record<string, object>>>>;
}
