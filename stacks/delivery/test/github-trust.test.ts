import { describe, expect, it } from '@jest/globals';
import { synthesize } from './synthesize.js';

const subjects = (document: string, stack = synthesize()) =>
  stack
    .statements(document)
    .flatMap(({ condition = [] }) => condition)
    .filter(({ variable }) => variable.endsWith(':sub'));

describe('GithubTrust', () => {
  it('trusts a deploy role to runs in its GitHub environment, by the exact subject', () => {
    expect(subjects('github_deploy-prod')).toEqual([
      {
        test: 'StringEquals',
        variable: 'token.actions.githubusercontent.com:sub',
        values: ['repo:acme/headwaters:environment:prod'],
      },
    ]);
  });

  it('trusts the plan role to pull requests and to main', () => {
    expect(subjects('github_plan').flatMap(({ values }) => values)).toEqual([
      'repo:acme/headwaters:pull_request',
      'repo:acme/headwaters:ref:refs/heads/main',
    ]);
  });

  it('names owner and repository by their ids if the subjects of the repository are immutable', () => {
    const stack = synthesize({ repositoryIds: { owner: 123_456, repository: 456_789 } });
    expect(subjects('github_deploy-dev', stack).flatMap(({ values }) => values)).toEqual([
      'repo:acme@123456/headwaters@456789:environment:dev',
    ]);
  });

  it('accepts tokens for AWS STS only', () => {
    const audiences = synthesize()
      .statements('github_plan')
      .flatMap(({ condition = [] }) => condition)
      .filter(({ variable }) => variable.endsWith(':aud'));
    expect(audiences).toEqual([
      {
        test: 'StringEquals',
        variable: 'token.actions.githubusercontent.com:aud',
        values: ['sts.amazonaws.com'],
      },
    ]);
  });

  it("uses the account's provider if there is one", () => {
    expect(
      synthesize({ existingProvider: true }).resource['aws_iam_openid_connect_provider'],
    ).toBeUndefined();
    expect(synthesize().resource['aws_iam_openid_connect_provider']).toEqual({
      github_provider: {
        client_id_list: ['sts.amazonaws.com'],
        url: 'https://token.actions.githubusercontent.com',
      },
    });
  });
});
