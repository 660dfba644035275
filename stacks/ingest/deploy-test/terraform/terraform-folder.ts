import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mirrorSetting } from './provider-mirror.js';

export interface TerraformResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** Both streams, as a person would have seen them. */
  readonly output: string;
}

/** A copy of a synthesized stack, three folders below its own temporary top, on which terraform runs. */
export class TerraformFolder {
  readonly path: string;
  private readonly top = mkdtempSync(join(tmpdir(), 'ingest-terraform-'));
  private readonly environment: NodeJS.ProcessEnv;

  /** @param variables - Added to the environment: endpoints and credentials. */
  constructor(stackFolder: string, variables: Readonly<Record<string, string>> = {}) {
    this.path = join(this.top, 'cdktf.out/stacks/stack');
    cpSync(stackFolder, this.path, { recursive: true });
    this.environment = {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      ...mirrorSetting(this.path, this.top),
      ...variables,
    };
  }

  /** Puts another synthesized stack in the place of the first; state and provider stay. */
  replaceStack(stackFolder: string): void {
    cpSync(stackFolder, this.path, { recursive: true });
  }

  /** Runs terraform and gives what it said, whatever its exit code. */
  run(...parameters: string[]): Promise<TerraformResult> {
    const options = { cwd: this.path, env: this.environment, maxBuffer: 64 * 1024 * 1024 };
    return new Promise((resolve, reject) => {
      execFile('terraform', parameters, options, (error, stdout, stderr) => {
        const exitCode = error ? error.code : 0;
        if (typeof exitCode === 'number') resolve({ exitCode, stdout, output: stdout + stderr });
        else reject(new Error(`terraform ${parameters.join(' ')} did not run`, { cause: error }));
      });
    });
  }

  /** Runs terraform, which must succeed. */
  async succeed(...parameters: string[]): Promise<string> {
    const { exitCode, stdout, output } = await this.run(...parameters);
    if (exitCode !== 0) {
      throw new Error(`terraform ${parameters.join(' ')} ended with ${exitCode}:\n${output}`);
    }
    return stdout;
  }

  remove(): void {
    rmSync(this.top, { recursive: true, force: true });
  }
}
