import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Notes its subcommands in `calls`, fails if there is a file `fail-SUBCOMMAND`, and prints `SUBCOMMAND.json`. */
const script = `#!/bin/sh
folder=$(dirname "$0")
echo "$2" >> "$folder/calls"
if [ -f "$folder/fail-$2" ]; then echo "Error: no credentials" >&2; exit 1; fi
if [ -f "$folder/$2.json" ]; then cat "$folder/$2.json"; fi
`;

/**
 * Writes an executable `terraform` that stands for Terraform with a stack that is not deployed yet.
 *
 * @param outputs - What `terraform output -json` prints.
 */
export function writeFakeTerraform(folder: string, outputs: object): void {
  const file = join(folder, 'terraform');
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  writeFileSync(join(folder, 'show.json'), '{"format_version":"1.0"}');
  writeFileSync(join(folder, 'output.json'), JSON.stringify(outputs));
}

/** The subcommands that were called, in order. */
export function readTerraformCalls(folder: string): string[] {
  const file = join(folder, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
