import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBlueprint, readConfiguration, type Blueprint } from '@headwaters/stack-simulator';
import { worldStack } from './world-stack.js';
import type { World } from './world.js';

/** Reads the stack of a world as the simulator reads any stack. */
export async function readWorld(world: World): Promise<Blueprint> {
  const folder = await mkdtemp(join(tmpdir(), 'world-'));
  try {
    await writeFile(join(folder, 'cdk.tf.json'), JSON.stringify(worldStack(world)));
    return readBlueprint(await readConfiguration(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}
