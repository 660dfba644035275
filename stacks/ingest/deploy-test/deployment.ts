import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockFile } from '@headwaters/terraform-stack';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { synthesizeEnvironments } from '../src/synthesize-environments.js';
import { LocalAws } from './aws/local-aws.js';
import { TerraformFolder } from './terraform/terraform-folder.js';

/** A change that Terraform plans: `create`, `update`, `replace` or `delete`. */
interface PlannedChange {
  readonly address: string;
  readonly action: string;
}

/** A line of `terraform plan -json`. Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
interface PlanMessage {
  readonly type: string;
  readonly change?: { readonly resource: { readonly addr: string }; readonly action: string };
}

/** An environment that Terraform and the real AWS provider deploy to an AWS account on loopback. */
export class Deployment {
  readonly aws: LocalAws;
  readonly terraform: TerraformFolder;
  readonly #environment: string;
  readonly #archives: BuiltArchives;
  /** Whether the last plan is one of the present settings and state. */
  #isPlanned = false;

  private constructor(settings: IngestSettingsInput, aws: LocalAws) {
    this.aws = aws;
    this.#environment = settings.environment;
    this.#archives = new BuiltArchives();
    this.terraform = withSynthesized(
      settings,
      this.#archives,
      (folder) => new TerraformFolder(folder, { variables: aws.variables }),
    );
  }

  /**
   * Starts an account and initializes Terraform for these settings. Deploys nothing yet.
   *
   * @param createExisting - Creates the resources that exist before the stack.
   */
  static async prepare(
    settings: IngestSettingsInput,
    createExisting: (aws: LocalAws) => Promise<void> = () => Promise.resolve(),
  ): Promise<Deployment> {
    const aws = await LocalAws.start();
    const deployment = new Deployment(settings, aws);
    try {
      await createExisting(aws);
      await deployment.terraform.succeed('init', '-input=false');
      return deployment;
    } catch (error) {
      await deployment.remove();
      throw error;
    }
  }

  /** Applies the last plan. Plans first, if the settings or the state changed since. */
  async apply(): Promise<void> {
    const plan = this.#isPlanned ? ['plan'] : [];
    this.#isPlanned = false;
    await this.terraform.succeed('apply', '-auto-approve', '-input=false', ...plan);
  }

  /** Plans, and writes the plan as JSON. Returns the path of the file. */
  async writePlan(): Promise<string> {
    const file = join(this.terraform.path, 'plan.json');
    await this.#writePlan();
    writeFileSync(file, await this.terraform.succeed('show', '-json', 'plan'));
    return file;
  }

  /** Writes the Terraform state as JSON. Returns the path of the file. */
  async writeState(): Promise<string> {
    const file = join(this.terraform.path, 'state.json');
    writeFileSync(file, await this.terraform.succeed('show', '-json'));
    return file;
  }

  /** The changes that Terraform plans; empty if the account matches the settings. */
  async plan(): Promise<PlannedChange[]> {
    return (await this.#writePlan())
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as PlanMessage)
      .flatMap(({ type, change }) => (type === 'planned_change' && change ? [change] : []))
      .filter(({ action }) => action !== 'read')
      .map(({ resource, action }) => ({ address: resource.addr, action }))
      .sort((left, right) => left.address.localeCompare(right.address));
  }

  /** Plans, and returns what Terraform prints. */
  async #writePlan(): Promise<string> {
    const output = await this.terraform.succeed('plan', '-json', '-input=false', '-out=plan');
    this.#isPlanned = true;
    return output;
  }

  /**
   * Replaces the code of the producer, or of all consumers. The next {@link change} uses it.
   *
   * @param edit - Returns the new .zip file.
   */
  changeCode(app: BuiltApp, edit: (archive: Uint8Array) => Uint8Array): void {
    this.#archives.edit(app, edit);
  }

  /** Replaces the settings. The environment must be the same. */
  change(settings: IngestSettingsInput): void {
    if (settings.environment !== this.#environment) {
      throw new RangeError('Another environment needs another deployment.');
    }
    this.#isPlanned = false;
    withSynthesized(settings, this.#archives, (folder) => {
      this.terraform.replaceStack(folder);
    });
  }

  async destroy(): Promise<void> {
    await this.terraform.succeed('destroy', '-auto-approve', '-input=false');
  }

  /** Stops the account and removes temporary folders. */
  async remove(): Promise<void> {
    await this.aws.stop();
    this.terraform.remove();
    this.#archives.remove();
  }
}

function withSynthesized<Result>(
  settings: IngestSettingsInput,
  { folder: workspaceFolder }: BuiltArchives,
  use: (stackFolder: string) => Result,
): Result {
  const outputFolder = mkdtempSync(join(tmpdir(), 'ingest-synth-'));
  try {
    synthesizeEnvironments([settings], { workspaceFolder, outputFolder });
    return use(join(outputFolder, `stacks/ingest-${settings.environment}`));
  } finally {
    rmSync(outputFolder, { recursive: true });
  }
}

const workspaceFolder = fileURLToPath(new URL('../../../', import.meta.url));

const builtApps = ['producer', 'consumer', 'reconciler', 'canary'] as const;
type BuiltApp = (typeof builtApps)[number];

const archiveOf = (app: BuiltApp) => `apps/${app}/dist/${app}.zip`;

/** A copy of the built archives and the lock file, so that a concurrent build does not change what a test deploys. */
class BuiltArchives {
  /** Replaces the workspace root during synthesis. */
  readonly folder = mkdtempSync(join(tmpdir(), 'ingest-archives-'));

  constructor() {
    for (const file of [...builtApps.map(archiveOf), lockFile]) {
      cpSync(join(workspaceFolder, file), join(this.folder, file));
    }
  }

  edit(app: BuiltApp, edit: (archive: Uint8Array) => Uint8Array): void {
    const file = join(this.folder, archiveOf(app));
    writeFileSync(file, edit(readFileSync(file)));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
