import { basename } from 'node:path';
import type { Blueprint } from '@headwaters/stack-simulator';

/** The files that the stack's own notification filter would pass over, by prefix and suffix of their names. */
export function ignoredFiles(files: readonly string[], { notifications }: Blueprint): string[] {
  return files.filter((file) => {
    const key = basename(file);
    return !notifications.some(({ prefix, suffix }) => key.startsWith(prefix) && key.endsWith(suffix));
  });
}
