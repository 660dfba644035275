import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * The provider that runs in these tests. The stack requires a newer one, but a machine without access to Terraform's registry has
 * only this one, from a mirror. It refuses the runtime `nodejs24.x` at plan.
 */
const testedProvider = { version: '5.100.0', runtime: 'nodejs22.x' };

/** What `cdktf synth` writes: JSON, or HCL with `--hcl`. */
const configurationFiles = ['cdk.tf.json', 'cdk.tf'];

/** The dependency lock file. The stack's own one locks the provider that the stack requires. */
export const lockFile = '.terraform.lock.hcl';

/** Copies a synthesized stack for the tested provider: without the lock file, with another provider version and runtime. */
export function copyForTestedProvider(stackFolder: string, copyFolder: string): void {
  cpSync(stackFolder, copyFolder, { recursive: true, filter: (file) => basename(file) !== lockFile });
  for (const name of configurationFiles) {
    const file = join(copyFolder, name);
    if (existsSync(file)) writeFileSync(file, forTestedProvider(readFileSync(file, 'utf8')));
  }
}

/** Changes a synthesized stack in place, as {@link copyForTestedProvider} does. */
export function adaptToTestedProvider(stackFolder: string): void {
  const original = `${stackFolder}.original`;
  renameSync(stackFolder, original);
  copyForTestedProvider(original, stackFolder);
  rmSync(original, { recursive: true });
}

/** In JSON `"source": "aws", "version": "6.0.0"`, in HCL `version = "6.0.0"`. No other value looks like them. */
function forTestedProvider(configuration: string): string {
  const { version, runtime } = testedProvider;
  return configuration
    .replace(/("source": "aws",\s*"version": "|^ *version = ")[\d.]+"/m, `$1${version}"`)
    .replaceAll(/(runtime"?\s*[:=] ")nodejs[\d.x]+"/g, `$1${runtime}"`);
}
