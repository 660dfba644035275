import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, isAbsolute } from 'node:path';
import { unzipSync } from 'fflate';
import { ArchiveInvalidError } from '../errors/archive-invalid-error.js';

/**
 * Unpacks a function's archive into a folder.
 *
 * @throws {@link ArchiveInvalidError} if it is missing, damaged, or holds a path outside of itself.
 */
export async function extractArchive(archivePath: string, folder: string): Promise<void> {
  const entries = Object.entries(await readArchive(archivePath));
  for (const [path, content] of entries.filter(([name]) => !name.endsWith('/'))) {
    const target = join(folder, path);
    const inside = relative(folder, target);
    if (inside.startsWith('..') || isAbsolute(inside)) {
      throw new ArchiveInvalidError(`${archivePath} holds ${path}, which lies outside of the archive.`);
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

async function readArchive(archivePath: string): Promise<Readonly<Record<string, Uint8Array>>> {
  try {
    return unzipSync(await readFile(archivePath));
  } catch (cause) {
    throw new ArchiveInvalidError(
      `The archive ${archivePath} can't be unpacked. Build the functions and synthesize the stack again.`,
      { cause },
    );
  }
}
