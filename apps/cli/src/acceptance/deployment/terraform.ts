import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { EnvironmentUnknownError } from '../../errors.js';

/** Runs Terraform in the folder of a synthesized stack. */
export class Terraform {
  readonly #folder: string;
  readonly #report: (line: string) => void;

  /** @param report - Called with each line of progress. */
  constructor(folder: string, report: (line: string) => void) {
    this.#folder = folder;
    this.#report = report;
  }

  /** Reads the provider and the state. */
  async init(): Promise<void> {
    await this.#run('init', '-input=false', '-no-color');
  }

  /** Whether the state has resources. */
  async isDeployed(): Promise<boolean> {
    const state = JSON.parse(await this.#run('show', '-json', '-no-color')) as { values?: unknown };
    return state.values !== undefined;
  }

  async apply(): Promise<void> {
    this.#report('deploying with terraform apply; this takes some minutes');
    await this.#run('apply', '-input=false', '-auto-approve', '-no-color');
  }

  async destroy(): Promise<void> {
    this.#report('destroying the environment with terraform destroy');
    await this.#run('destroy', '-input=false', '-auto-approve', '-no-color');
  }

  /** The outputs, as JSON. */
  outputs(): Promise<string> {
    return this.#run('output', '-json', '-no-color');
  }

  /**
   * @returns standard output.
   * @throws {@link EnvironmentUnknownError} with the end of what Terraform printed, if it fails or is not installed.
   */
  async #run(...parameters: readonly string[]): Promise<string> {
    // Detached: Ctrl-C must not reach Terraform, which would leave a half-deployed environment behind.
    const child = spawn('terraform', [`-chdir=${this.#folder}`, ...parameters], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' },
    });
    const closed = new Promise<number | null>((resolve, reject) => {
      child.on('close', resolve);
      child.on('error', reject);
    });
    try {
      const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
      if (code === 0) return output;
      throw new EnvironmentUnknownError(
        `terraform ${parameters[0] ?? ''} in ${this.#folder} ended with ${code ?? 'a signal'}:\n${lastLines(errors || output)}`,
      );
    } catch (cause) {
      if (cause instanceof EnvironmentUnknownError) throw cause;
      throw new EnvironmentUnknownError(
        `terraform can't be run: ${String(cause)}. Install it, or pass the outputs of a deployed environment with --outputs.`,
        { cause },
      );
    }
  }
}

const maxLines = 30;

function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-maxLines).join('\n');
}
