import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IngestSettingsInput } from '../src/settings/ingest-settings.js';
import { synthesizeEnvironments } from '../src/synthesize-environments.js';
import { LocalAws } from './aws/local-aws.js';
import { TerraformFolder } from './terraform/terraform-folder.js';

/** A planned change, as `terraform show -json` tells it. */
interface PlannedChange {
  readonly address: string;
  readonly actions: readonly string[];
}

/** An environment deployed by real terraform and the real provider to an AWS account on loopback. */
export class Deployment {
  private constructor(
    readonly aws: LocalAws,
    readonly terraform: TerraformFolder,
    private readonly environment: string,
    private readonly archives: BuiltArchives,
  ) {}

  /**
   * Starts an account and initializes terraform for these settings. Nothing is deployed yet.
   *
   * @param furnish - Makes what the account has before the stack comes.
   */
  static async prepare(
    settings: IngestSettingsInput,
    furnish: (aws: LocalAws) => Promise<void> = () => Promise.resolve(),
  ): Promise<Deployment> {
    const aws = await LocalAws.start();
    const archives = new BuiltArchives();
    const terraform = withSynthesized(
      settings,
      archives,
      (folder) => new TerraformFolder(folder, aws.variables),
    );
    const deployment = new Deployment(aws, terraform, settings.environment, archives);
    try {
      await furnish(aws);
      await terraform.succeed('init', '-input=false');
      return deployment;
    } catch (error) {
      await deployment.remove();
      throw error;
    }
  }

  async apply(): Promise<void> {
    await this.terraform.succeed('apply', '-auto-approve', '-input=false');
  }

  /** Plans, and gives the file that `terraform show -json` makes of the plan. */
  async writePlan(): Promise<string> {
    const file = join(this.terraform.path, 'plan.json');
    writeFileSync(file, await this.showPlan());
    return file;
  }

  /** Writes what terraform knows of the deployed stack, as `terraform show -json` prints it, and gives the file. */
  async writeState(): Promise<string> {
    const file = join(this.terraform.path, 'state.json');
    writeFileSync(file, await this.terraform.succeed('show', '-json'));
    return file;
  }

  /** What terraform would change now; empty if the account is as the settings say. */
  async plan(): Promise<PlannedChange[]> {
    const { resource_changes: changes = [] } = JSON.parse(await this.showPlan()) as {
      resource_changes?: { address: string; change: { actions: string[] } }[];
    };
    return changes
      .map(({ address, change }) => ({ address, actions: change.actions }))
      .filter(({ actions }) => actions.join() !== 'no-op' && actions.join() !== 'read');
  }

  private async showPlan(): Promise<string> {
    await this.terraform.succeed('plan', '-input=false', '-out=plan');
    return this.terraform.succeed('show', '-json', 'plan');
  }

  /** Takes other settings of the same environment; the next plan or apply goes by them. */
  change(settings: IngestSettingsInput): void {
    if (settings.environment !== this.environment)
      throw new RangeError('Another environment is another deployment.');
    withSynthesized(settings, this.archives, (folder) => {
      this.terraform.replaceStack(folder);
    });
  }

  async destroy(): Promise<void> {
    await this.terraform.succeed('destroy', '-auto-approve', '-input=false');
  }

  /** Stops the account and removes terraform's folder. */
  async remove(): Promise<void> {
    await this.aws.stop();
    this.terraform.remove();
    this.archives.remove();
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

/** The functions' archives as they are now, so that a build that runs beside a test changes nothing that it deploys. */
class BuiltArchives {
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
