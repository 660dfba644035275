import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));

/** The functions' archives as they are now, so that a build that runs beside a test changes nothing that it deploys. */
export class BuiltArchives {
  /** Stands for the top of the workspace when the stack is synthesized. */
  readonly folder = mkdtempSync(join(tmpdir(), 'ingest-archives-'));

  constructor() {
    for (const file of ['apps/producer/dist/producer.zip', 'apps/consumer/dist/consumer.zip']) {
      cpSync(join(workspaceFolder, file), join(this.folder, file));
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
