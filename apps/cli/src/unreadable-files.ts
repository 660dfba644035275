import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';

/** Says of each file that can't be uploaded why: it isn't there, may not be read, or is no file. */
export async function unreadableFiles(files: readonly string[]): Promise<string[]> {
  const complaints = await Promise.all(
    files.map(async (file) => {
      try {
        await access(file, constants.R_OK);
        return (await stat(file)).isFile() ? [] : [`${file} is not a file.`];
      } catch (error) {
        return [`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`];
      }
    }),
  );
  return complaints.flat();
}
