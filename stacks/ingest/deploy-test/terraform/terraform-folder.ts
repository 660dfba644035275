import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mirrorVariables } from './provider-mirror.js';
import { copyForTestedProvider } from './tested-provider.js';

export interface TerraformResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** Standard output and standard error. */
  readonly output: string;
}

export interface TerraformFolderOptions {
  /** Environment variables for Terraform, in addition to those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The provider that the stack requires itself, or the one that runs in these tests (default). */
  readonly provider?: 'required' | 'tested';
}

/** A copy of a synthesized stack in which Terraform runs, three levels below a temporary folder, as in a workspace. */
export class TerraformFolder {
  readonly path: string;
  readonly #top = mkdtempSync(join(tmpdir(), 'ingest-terraform-'));
  readonly #environment: NodeJS.ProcessEnv;

  readonly #provider: 'required' | 'tested';

  constructor(stackFolder: string, { variables = {}, provider = 'tested' }: TerraformFolderOptions = {}) {
    this.path = join(this.#top, 'cdktf.out/stacks/stack');
    this.#provider = provider;
    this.replaceStack(stackFolder);
    this.#environment = {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      ...mirrorVariables(this.path, this.#top),
      ...variables,
    };
  }

  /** Replaces the stack. State and provider stay. */
  replaceStack(stackFolder: string): void {
    if (this.#provider === 'tested') copyForTestedProvider(stackFolder, this.path);
    else cpSync(stackFolder, this.path, { recursive: true });
  }

  /** Runs Terraform. Does not throw for an exit code other than 0. */
  run(...parameters: string[]): Promise<TerraformResult> {
    const options = { cwd: this.path, env: this.#environment, maxBuffer: 64 * 1024 * 1024 };
    return new Promise((resolve, reject) => {
      execFile('terraform', parameters, options, (error, stdout, stderr) => {
        const exitCode = error ? error.code : 0;
        if (typeof exitCode === 'number') resolve({ exitCode, stdout, output: stdout + stderr });
        else reject(new Error(`terraform ${parameters.join(' ')} did not run`, { cause: error }));
      });
    });
  }

  /** Runs Terraform. @throws If the exit code is not 0. @returns Standard output. */
  async succeed(...parameters: string[]): Promise<string> {
    const { exitCode, stdout, output } = await this.run(...parameters);
    if (exitCode !== 0) {
      throw new Error(`terraform ${parameters.join(' ')} ended with ${exitCode}:\n${output}`);
    }
    return stdout;
  }

  remove(): void {
    rmSync(this.#top, { recursive: true, force: true });
  }
}
