import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { Annotations, App, LocalBackend, S3Backend, TerraformElement, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';
import type { StateSettings } from './state-settings.js';

export interface EnvironmentStackOptions {
  readonly region: string;
  /** Tags of every resource of the stack. */
  readonly tags: Readonly<Record<string, string>>;
  readonly state: StateSettings;
  /** The accounts to which the stack may be deployed; any, if undefined. */
  readonly allowedAccountIds?: readonly string[] | undefined;
}

/**
 * The first version that locks a state in S3 without DynamoDB.
 * Source: https://developer.hashicorp.com/terraform/language/v1.10.x/upgrade-guides, read on 2026-11-28.
 */
const requiredTerraform = '>= 1.10';

/**
 * A bucket name that only `terraform init -backend-config` can replace. Terraform refuses it at once. A left out name would make
 * it wait for input instead, which cdktf never passes on.
 */
const requiredAtInit = '';

/** cdktf prints it at each command, before the error of Terraform. */
const adviceOnState = (region: string) =>
  `state.bucket is not set, so Terraform refuses to initialize this stack. Run \`npm run state:bootstrap -- --region ${region}\` once, and set state.bucket in the ` +
  "file of the environment to the bucket that it prints. Or set the variable TF_CLI_ARGS_init to '-backend-config=bucket=NAME'.";

/** A stack with its state, its provider, and Terraform addresses without hashes. */
export abstract class EnvironmentStack extends TerraformStack {
  constructor(scope: Construct, id: string, options: EnvironmentStackOptions) {
    super(scope, id);
    const { region, tags, state, allowedAccountIds } = options;
    // Missing in the types of cdktf, as is use_lockfile below. `cdktf synth --hcl` would write `0 = "required_version"` for it.
    if (!App.of(this).hclOutput) this.addOverride('terraform.required_version', requiredTerraform);
    this.#configureState(state, region);
    new AwsProvider(this, 'aws', {
      region,
      defaultTags: [{ tags: { ...tags } }],
      ...(allowedAccountIds === undefined ? {} : { allowedAccountIds: [...allowedAccountIds] }),
    });
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(TerraformElement.isTerraformElement(element) ? element.node : element, this.node);
  }

  /** The path of local state is relative, so that the synthesized bytes are the same in every folder. */
  #configureState(state: StateSettings, stackRegion: string): void {
    const name = this.node.id;
    if (state.kind === 'local') {
      new LocalBackend(this, { path: `../../../terraform.${name}.tfstate` });
      return;
    }
    const { bucket = requiredAtInit, region = stackRegion } = state;
    if (bucket === requiredAtInit) Annotations.of(this).addWarning(adviceOnState(region));
    new S3Backend(this, { bucket, region, key: `${name}/terraform.tfstate`, encrypt: true });
    this.addOverride('terraform.backend.s3.use_lockfile', true);
  }
}

/**
 * The name of a resource in Terraform addresses: the construct ids below the stack, joined by `_`. The id `Default` is left out,
 * as in the AWS CDK. Since no id contains `_`, names are unique without a hash.
 *
 * @param stack - The node of the stack that contains `node`.
 * @throws {@link RangeError} if an id contains anything but lower-case letters, digits and hyphens.
 */
export function terraformName(node: Node, stack: Node): string {
  const ids = node.scopes
    .slice(stack.scopes.length)
    .map((scope) => scope.node.id)
    .filter((id) => id !== 'Default');
  const invalid = ids.find((id) => !/^[a-z][a-z0-9-]*$/.test(id));
  if (invalid !== undefined) {
    throw new RangeError(
      `The construct id "${invalid}" (${node.path}) may contain lower-case letters, digits and hyphens only.`,
    );
  }
  return ids.join('_');
}
