import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { Deployment } from '../deployment.js';

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}

/** What a role of the dev environment may do, as deployed. */
export class RolePolicy {
  private readonly iam: IAMClient;
  private readonly roleName: string;

  constructor(
    private readonly deployment: Deployment,
    part: string,
  ) {
    this.iam = new IAMClient(deployment.aws.client);
    this.roleName = `headwaters-ingest-dev-${part}`;
  }

  /** Every `Sid action` of the policy. */
  async grants(): Promise<string[]> {
    const { Statement: statements } = await this.read();
    return statements.flatMap(({ Sid, Action }) => [Action].flat().map((action) => `${Sid} ${action}`));
  }

  /** Does something while the role lacks one grant, and gives it back. */
  async without<Result>(grant: string, act: () => Promise<Result>): Promise<Result> {
    const whole = await this.read();
    const lessened = whole.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((action) => `${statement.Sid} ${action}` !== grant),
    })).filter(({ Action }) => Action.length > 0);
    await this.write({ ...whole, Statement: lessened });
    try {
      return await act();
    } finally {
      await this.write(whole);
    }
  }

  private async read(): Promise<{ Statement: Statement[] }> {
    const { PolicyDocument = '' } = await this.deployment.aws.withoutIam(() =>
      this.iam.send(new GetRolePolicyCommand({ RoleName: this.roleName, PolicyName: 'permissions' })),
    );
    return JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: Statement[] };
  }

  private async write(policy: { Statement: Statement[] }): Promise<void> {
    const PolicyDocument = JSON.stringify(policy);
    await this.deployment.aws.withoutIam(() =>
      this.iam.send(
        new PutRolePolicyCommand({ RoleName: this.roleName, PolicyName: 'permissions', PolicyDocument }),
      ),
    );
  }
}
