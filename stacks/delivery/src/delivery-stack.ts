import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { AwsAccount, EnvironmentStack, toStatement, type Permission } from '@headwaters/terraform-stack';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { deployBoundary, functionBoundary } from './boundaries.js';
import type { DeliverySettings } from './delivery-settings.js';
import { deployPermissions } from './deploy-permissions.js';
import { GithubTrust } from './github-trust.js';
import { pipelineResources } from './pipeline-resources.js';
import { planPermissions } from './plan-permissions.js';
import { readTargetPermissions, targetPermissions } from './target-permissions.js';

interface RoleOptions {
  readonly name: string;
  readonly description: string;
  /** As JSON. */
  readonly trustPolicy: string;
  readonly permissions: readonly Permission[];
  readonly boundaryArn?: string;
}

/**
 * The AWS side of the delivery pipeline: GitHub's OIDC provider, one role that may plan every environment, and one role per
 * environment that may deploy it, limited by a permissions boundary.
 */
export class DeliveryStack extends EnvironmentStack {
  readonly #account: AwsAccount;
  readonly #settings: DeliverySettings;

  constructor(scope: Construct, id: string, settings: DeliverySettings) {
    const { region, stateBucket, namePrefix, tags } = settings;
    const state = { kind: 's3', bucket: stateBucket } as const;
    super(scope, id, { region, state, tags: { application: namePrefix, ...tags } });
    this.#settings = settings;
    this.#account = new AwsAccount(this, 'account', region);
    const trust = new GithubTrust(this, 'github', settings);
    this.#planRole(trust);
    this.#deployRoles(trust);
  }

  #planRole(trust: GithubTrust): void {
    const { environments, namePrefix } = this.#settings;
    const role = this.#role('plan', {
      name: `${namePrefix}-delivery-plan`,
      description: 'Reads the configuration of every environment for terraform plan.',
      trustPolicy: trust.policy('plan', ['pull-request', 'main']),
      permissions: [
        ...environments.flatMap((environment) => {
          const resources = pipelineResources(this.#account, this.#settings, environment);
          const prefix = capitalize(environment.name);
          return [...planPermissions(resources, prefix), ...readTargetPermissions(resources, prefix)];
        }),
        ...this.#listState(),
      ],
    });
    new TerraformOutput(this, 'plan-role-arn', { value: role.arn });
  }

  #deployRoles(trust: GithubTrust): void {
    const { environments, namePrefix } = this.#settings;
    const functionLimit = this.#managedPolicy(
      'function-boundary',
      functionBoundary(this.#account, namePrefix),
    );
    const deployLimit = this.#managedPolicy('deploy-boundary', deployBoundary(this.#account, namePrefix));
    for (const environment of environments) {
      const resources = pipelineResources(this.#account, this.#settings, environment);
      const role = this.#role(`deploy-${environment.name}`, {
        name: `${namePrefix}-delivery-deploy-${environment.name}`,
        description: `Deploys the environment ${environment.name}.`,
        trustPolicy: trust.policy(`deploy-${environment.name}`, [{ environment: environment.name }]),
        permissions: [...deployPermissions(resources, functionLimit.arn), ...this.#listState()],
        boundaryArn: deployLimit.arn,
      });
      const targets = this.#managedPolicy(`deploy-${environment.name}-targets`, targetPermissions(resources));
      new IamRolePolicyAttachment(this, `deploy-${environment.name}-targets-attachment`, {
        role: role.name,
        policyArn: targets.arn,
      });
      new TerraformOutput(this, `deploy-role-arn-${environment.name}`, { value: role.arn });
    }
    new TerraformOutput(this, 'function-boundary-name', { value: functionLimit.name });
  }

  /** Terraform's S3 backend lists its bucket. Source: https://developer.hashicorp.com/terraform/language/backend/s3 */
  #listState(): Permission[] {
    const bucketArn = this.#account.bucketArn(this.#settings.stateBucket);
    return [{ sid: 'FindState', actions: ['s3:ListBucket'], resources: [bucketArn] }];
  }

  #role(id: string, { name, description, trustPolicy, permissions, boundaryArn }: RoleOptions): IamRole {
    const role = new IamRole(this, id, {
      name,
      description,
      assumeRolePolicy: trustPolicy,
      ...(boundaryArn === undefined ? {} : { permissionsBoundary: boundaryArn }),
    });
    new IamRolePolicy(this, `${id}-policy`, {
      name: 'permissions',
      role: role.name,
      policy: this.#document(`${id}-permissions`, permissions),
    });
    return role;
  }

  #managedPolicy(id: string, permissions: readonly Permission[]): IamPolicy {
    return new IamPolicy(this, id, {
      name: `${this.#settings.namePrefix}-${id}`,
      policy: this.#document(`${id}-document`, permissions),
    });
  }

  #document(id: string, permissions: readonly Permission[]): string {
    return new DataAwsIamPolicyDocument(this, id, { statement: permissions.map(toStatement) }).json;
  }
}

const capitalize = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', '')}`;
