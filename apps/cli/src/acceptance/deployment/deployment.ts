import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentUnknownError } from '../../errors.js';
import { type DeployedOutputs, parseDeployedOutputs } from '../../pipeline/deployed-outputs.js';
import { isJsonObject } from '../observation/json-value.js';
import { Terraform } from './terraform.js';

/** An environment that a run has deployed. */
export interface Deployment {
  readonly outputs: DeployedOutputs;
  /** @returns whether nothing is left. If something is, it has been reported. */
  readonly destroy: () => Promise<boolean>;
}

/** What to deploy. */
export interface DeploymentOptions {
  /** Folder of the synthesized stack. */
  readonly stackFolder: string;
  /** Whether the environment stays after the run. Otherwise it must be one that can be destroyed. */
  readonly keep: boolean;
  readonly report: (line: string) => void;
}

/**
 * Deploys an environment that does not exist yet. Never touches one that does: its owner may not expect an update.
 *
 * @throws {@link EnvironmentUnknownError} if it exists, could not be destroyed after the run, or Terraform fails. If the
 *   deployment fails half-way, what was created is destroyed.
 */
export async function deploy({ stackFolder, keep, report }: DeploymentOptions): Promise<Deployment> {
  if (!keep) await checkDestroyable(stackFolder);
  const terraform = new Terraform(stackFolder, report);
  await terraform.init();
  if (await terraform.isDeployed())
    throw new EnvironmentUnknownError(
      `${stackFolder} is deployed already. To check it as it is, run:\n` +
        `  terraform -chdir=${stackFolder} output -json > outputs.json\n` +
        '  npm run acceptance -- --outputs outputs.json',
    );
  const destroy = () => destroyOrReport(terraform, { stackFolder, report });
  try {
    await terraform.apply();
    const outputs = parseDeployedOutputs(await terraform.outputs(), 'The deployed stack');
    return { outputs, destroy };
  } catch (error) {
    await destroy();
    throw error;
  }
}

/** A failure must not hide what the run found out, so it is reported and not thrown. */
async function destroyOrReport(
  terraform: Terraform,
  { stackFolder, report }: Pick<DeploymentOptions, 'stackFolder' | 'report'>,
): Promise<boolean> {
  try {
    await terraform.destroy();
    return true;
  } catch (error) {
    report(error instanceof Error ? error.message : String(error));
    report(`NOT DESTROYED. Destroy it by hand: terraform -chdir=${stackFolder} destroy`);
    return false;
  }
}

/**
 * Checks that a stack can be destroyed with all that a run leaves in it.
 *
 * @throws {@link EnvironmentUnknownError} with the addresses of the resources that can't be destroyed.
 */
async function checkDestroyable(stackFolder: string): Promise<void> {
  const stack: unknown = JSON.parse(await readFile(join(stackFolder, 'cdk.tf.json'), 'utf8'));
  const types = isJsonObject(stack) && isJsonObject(stack['resource']) ? stack['resource'] : {};
  const kept = Object.entries(types).flatMap(([type, resources]) =>
    Object.entries(isJsonObject(resources) ? resources : {})
      .filter(([, resource]) => isKept(type, resource))
      .map(([name]) => `${type}.${name}`),
  );
  if (kept.length === 0) return;
  throw new EnvironmentUnknownError(
    `The environment could not be destroyed after the run: ${kept.join(', ')} are protected, or are buckets that keep ` +
      'their objects. Pass --keep, or take an environment without deletionProtection and with destroyWithContents.',
  );
}

function isKept(type: string, resource: unknown): boolean {
  if (!isJsonObject(resource)) return false;
  const { lifecycle } = resource;
  const isProtected = isJsonObject(lifecycle) && lifecycle['prevent_destroy'] === true;
  return isProtected || (type === 'aws_s3_bucket' && resource['force_destroy'] !== true);
}
