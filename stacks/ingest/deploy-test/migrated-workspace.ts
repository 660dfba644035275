import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { filesToMigrate, migrateToCdktn } from '../migration/migrate-to-cdktn.js';

/** What the stack takes from its built workspace, besides what is migrated. */
const given = ['tsconfig.base.json', 'apps/producer/dist/producer.zip', 'apps/consumer/dist/consumer.zip'];
const migratedPackages = ['cdktn', '@cdktn/provider-aws', 'constructs'];

/** A temporary copy of this workspace, as far as the stack needs it, moved to cdktn from the registry. */
export class MigratedWorkspace {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ingest-cdktn-'));

  constructor(private readonly workspaceFolder: string) {
    const files = filesToMigrate(workspaceFolder);
    for (const file of [...files, ...given]) this.copy(file);
    migrateToCdktn({ workspaceFolder: this.folder, files, dryRun: false });
    this.install();
  }

  /** Builds and runs the stack's program under Node itself, without a CLI, and gives the Terraform of an environment. */
  synthesize(): (environment: string) => unknown {
    const bundler = join(this.workspaceFolder, 'packages/workspace-tools/src/bundle-node.mjs');
    this.run(process.execPath, bundler, 'stacks/ingest', ...migratedPackages);
    this.run(process.execPath, 'stacks/ingest/dist/main.mjs');
    return (environment): unknown =>
      JSON.parse(
        readFileSync(join(this.folder, `cdktf.out/stacks/ingest-${environment}/cdk.tf.json`), 'utf8'),
      );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private copy(file: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    cpSync(join(this.workspaceFolder, file), join(this.folder, file));
  }

  /** The versions that the migrated package.json names, and, linked, what the migration does not touch. */
  private install(): void {
    const stack = JSON.parse(readFileSync(join(this.folder, 'stacks/ingest/package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const dependencies = Object.fromEntries(
      migratedPackages.map((name) => [name, stack.dependencies[name] ?? 'missing']),
    );
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    this.run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund');
    for (const name of ['valibot', '@headwaters']) {
      symlinkSync(join(this.workspaceFolder, 'node_modules', name), join(this.folder, 'node_modules', name));
    }
  }

  private run(program: string, ...parameters: string[]): void {
    execFileSync(program, parameters, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
