import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/**
 * The first Python on the PATH that has moto's server; undefined if none has. Not simply `python3`: npm and Nx put Node's own
 * folder first, where the system's Python may stand too.
 */
export function pythonWithMoto(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'python3'))
    .find((python) => spawnSync(python, ['-c', 'import moto.server'], { stdio: 'ignore' }).status === 0);
}
