import { DataAwsIamOpenidConnectProvider } from '@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider/index.js';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document/index.js';
import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js';
import { Construct } from 'constructs';
import type { DeliverySettings } from './delivery-settings.js';

const host = 'token.actions.githubusercontent.com';
const audience = 'sts.amazonaws.com';

/** Which workflow runs may assume a role. */
export type WorkflowRun = { readonly environment: string } | 'pull-request' | 'main';

/**
 * GitHub's OIDC provider in the account, and trust policies for runs of one repository.
 *
 * IAM verifies GitHub's certificate with its own root CAs, so the provider needs no thumbprint.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
 */
export class GithubTrust extends Construct {
  readonly #providerArn: string;
  readonly #settings: DeliverySettings;

  constructor(scope: Construct, id: string, settings: DeliverySettings) {
    super(scope, id);
    this.#settings = settings;
    const url = `https://${host}`;
    this.#providerArn = settings.existingProvider
      ? new DataAwsIamOpenidConnectProvider(this, 'provider', { url }).arn
      : new IamOpenidConnectProvider(this, 'provider', { url, clientIdList: [audience] }).arn;
  }

  /** The trust policy of a role, as JSON: only these runs may assume it. */
  policy(id: string, runs: readonly WorkflowRun[]): string {
    return new DataAwsIamPolicyDocument(this, id, {
      statement: [
        {
          actions: ['sts:AssumeRoleWithWebIdentity'],
          principals: [{ type: 'Federated', identifiers: [this.#providerArn] }],
          condition: [
            { test: 'StringEquals', variable: `${host}:aud`, values: [audience] },
            { test: 'StringEquals', variable: `${host}:sub`, values: runs.map((run) => this.#subject(run)) },
          ],
        },
      ],
    }).json;
  }

  /**
   * The `sub` claim of a run, without wildcards.
   * Source: https://docs.github.com/en/actions/reference/security/oidc, and for the form with ids
   * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/
   */
  #subject(run: WorkflowRun): string {
    const repository = `repo:${this.#repository()}`;
    if (run === 'pull-request') return `${repository}:pull_request`;
    if (run === 'main') return `${repository}:ref:refs/heads/main`;
    return `${repository}:environment:${run.environment}`;
  }

  #repository(): string {
    const { repository, repositoryIds: ids } = this.#settings;
    if (ids === undefined) return repository;
    const [owner = '', name = ''] = repository.split('/');
    return `${owner}@${ids.owner}/${name}@${ids.repository}`;
  }
}
