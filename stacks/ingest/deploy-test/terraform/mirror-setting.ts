import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProviderMirror } from './find-provider-mirror.js';

/**
 * Makes terraform take the provider from a mirror if this machine has one; else it downloads as it always does.
 *
 * @param stackFolder - A synthesized stack; it says which version of the provider is needed.
 * @param folder - Where terraform's configuration file may be written.
 * @returns What to add to terraform's environment.
 */
export function mirrorSetting(stackFolder: string, folder: string): { TF_CLI_CONFIG_FILE?: string } {
  if (existsSync(process.env['TF_CLI_CONFIG_FILE'] ?? '')) return {}; // this machine has a configuration of its own
  const mirror = findProviderMirror(`hashicorp/aws/${providerVersion(stackFolder)}`);
  if (mirror === undefined) return {};
  const file = join(folder, 'terraform.rc');
  writeFileSync(file, configurationFor(mirror));
  return { TF_CLI_CONFIG_FILE: file };
}

const configurationFor = (mirror: string) => `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["hashicorp/aws"]
  }
  direct {
    exclude = ["hashicorp/aws"]
  }
}
`;

function providerVersion(stackFolder: string): string {
  const { terraform } = JSON.parse(readFileSync(join(stackFolder, 'cdk.tf.json'), 'utf8')) as {
    terraform: { required_providers: { aws: { version: string } } };
  };
  return terraform.required_providers.aws.version;
}
