import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ViolationScript } from '../search/explore-world.js';
import { worldStack } from '../world/world-stack.js';
import type { World } from '../world/world.js';

/** Writes the stack of a world and a script, in a folder that `simulate` can play: `cdk.tf.json` and `script.json`. */
export async function writeViolation(
  world: World,
  { steps }: ViolationScript,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'cdk.tf.json'), format(worldStack(world)));
  await writeFile(join(folder, 'script.json'), format({ steps }));
}

function format(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
