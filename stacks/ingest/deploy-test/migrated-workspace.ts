import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lockFile } from '@headwaters/terraform-stack';
import { filesToMigrate, migrateToCdktn } from '../migration/migrate-to-cdktn.js';

/** Files of the built workspace that the stack needs besides the migrated ones. */
const neededFiles = [
  'tsconfig.base.json',
  ...['producer', 'consumer', 'reconciler', 'canary'].map((app) => `apps/${app}/dist/${app}.zip`),
  lockFile,
];
/** A package of this workspace that the migration changes. */
const sharedPackage = 'terraform-stack';
const migratedPackages = ['cdktn', '@cdktn/provider-aws', 'constructs'];

/** A temporary copy of the parts of this workspace that the stack needs, migrated to cdktn from the registry. */
export class MigratedWorkspace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ingest-cdktn-'));

  readonly #workspaceFolder: string;

  constructor(workspaceFolder: string) {
    this.#workspaceFolder = workspaceFolder;
    const files = filesToMigrate(workspaceFolder);
    for (const file of [...files, ...neededFiles]) this.#copy(file);
    migrateToCdktn({ workspaceFolder: this.#folder, files, dryRun: false });
    this.#install();
  }

  /** Builds and runs the stack's program with Node, without a CLI. Returns a function that reads the JSON of an environment. */
  synthesize(): (environment: string) => unknown {
    const bundler = join(this.#workspaceFolder, 'packages/workspace-tools/src/bundle-node.mjs');
    this.#run(process.execPath, bundler, 'stacks/ingest', ...migratedPackages);
    this.#run(process.execPath, 'stacks/ingest/dist/main.mjs');
    return (environment): unknown =>
      JSON.parse(
        readFileSync(join(this.#folder, `cdktf.out/stacks/ingest-${environment}/cdk.tf.json`), 'utf8'),
      );
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #copy(file: string): void {
    mkdirSync(dirname(join(this.#folder, file)), { recursive: true });
    cpSync(join(this.#workspaceFolder, file), join(this.#folder, file));
  }

  /** Installs the packages of the migrated package.json, and links those that the migration does not change. */
  #install(): void {
    const stack = JSON.parse(readFileSync(join(this.#folder, 'stacks/ingest/package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const dependencies = Object.fromEntries(
      migratedPackages.map((name) => [name, stack.dependencies[name] ?? 'missing']),
    );
    writeFileSync(join(this.#folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
    this.#run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund');
    this.#link('valibot', join(this.#workspaceFolder, 'node_modules/valibot'));
    for (const name of ['aws-rules', 'pipeline-contract', sharedPackage]) {
      const root = name === sharedPackage ? this.#folder : this.#workspaceFolder;
      this.#link(`@headwaters/${name}`, join(root, 'packages', name));
    }
  }

  /** Makes a package out of a folder. */
  #link(name: string, folder: string): void {
    const link = join(this.#folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(folder, link);
  }

  #run(program: string, ...parameters: string[]): void {
    execFileSync(program, parameters, { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
