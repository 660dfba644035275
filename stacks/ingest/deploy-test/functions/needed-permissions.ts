import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { KinesisServiceException } from '@aws-sdk/client-kinesis';
import { expect, it } from '@jest/globals';
import type { Deployment } from '../deployment.js';
import { PipelineSteps } from './pipeline-steps.js';

const parts = ['producer', 'consumer-archive'] as const;
type Part = (typeof parts)[number];

const stepsOfPipeline = ['publish', 'resume', 'poll', 'consume'] as const;
type Step = (typeof stepsOfPipeline)[number];

/** What each role may do that moto can refuse, by the step that fails without it. */
const provenGrants: Record<Part, Partial<Record<Step, readonly string[]>>> = {
  producer: {
    publish: [
      'ReadUploads s3:GetObjectVersion',
      'PublishBlocks kinesis:PutRecords',
      'WriteReceipts s3:PutObject',
    ],
    resume: ['ListOwnReceipts s3:ListBucket', 'ReadOwnReceipts s3:GetObject'],
  },
  'consumer-archive': {
    poll: [
      'ReadStream kinesis:DescribeStream',
      'ReadStream kinesis:DescribeStreamSummary',
      'ReadStream kinesis:GetRecords',
      'ReadStream kinesis:GetShardIterator',
      'ReadStream kinesis:ListShards',
    ],
    consume: ['ArchiveBlocks s3:PutObject'],
  },
};

/**
 * What it can not: nothing runs in its Lambda (logs, traces, destinations and the function's calls of itself), and its S3
 * tells a missing object from a denied one without being asked. The file that is sent has no record too long to travel.
 */
const unprovenGrants: Record<Part, readonly string[]> = {
  producer: [
    'WriteLog logs:CreateLogStream',
    'WriteLog logs:PutLogEvents',
    'WriteTrace xray:PutTelemetryRecords',
    'WriteTrace xray:PutTraceSegments',
    'TellMissingFromDenied s3:ListBucket',
    'ContinueInFreshInvocation lambda:InvokeFunction',
    'KeepFailures s3:PutObject',
    'FindFailureBucket s3:ListBucket',
  ],
  'consumer-archive': [
    'WriteLog logs:CreateLogStream',
    'WriteLog logs:PutLogEvents',
    'WriteTrace xray:PutTelemetryRecords',
    'WriteTrace xray:PutTraceSegments',
    'WriteReceipts s3:PutObject',
    'KeepFailures s3:PutObject',
    'FindFailureBucket s3:ListBucket',
    'ReadReferences s3:GetObjectVersion',
    'ArchiveReferences s3:AbortMultipartUpload',
  ],
};

const body = Buffer.from('one line\n'.repeat(1_000));

/** Whether an upload ends on the stream; one that can never succeed is rejected without an error. */
async function reachesStream(steps: PipelineSteps): Promise<boolean> {
  const before = await steps.countRecords();
  const { ok } = await steps.publish('again.txt', body);
  return ok && (await steps.countRecords()) > before;
}

/** Whether an upload that is announced again sends nothing again, since the ledger has it. */
async function resumesFromLedger(steps: PipelineSteps): Promise<boolean> {
  const event = await steps.upload('twice.txt', body);
  await steps.announce(event);
  const before = await steps.countRecords();
  const { ok } = await steps.announce(event);
  return ok && (await steps.countRecords()) === before;
}

/** Whether a step of the pipeline fails. */
async function fails(steps: PipelineSteps, step: Step, batch: unknown): Promise<boolean> {
  switch (step) {
    case 'publish':
      return !(await reachesStream(steps));
    case 'resume':
      return !(await resumesFromLedger(steps));
    case 'poll':
      return steps.poll('consumer-archive').then(
        () => false,
        // moto refuses Kinesis calls in XML, which the client can't parse.
        (error: unknown) => error instanceof SyntaxError || error instanceof KinesisServiceException,
      );
    case 'consume': {
      const outcome = await steps.consume('consumer-archive', batch);
      return !outcome.ok || JSON.stringify(outcome.value) !== '{"batchItemFailures":[]}';
    }
  }
}

/** Tests that every function works under its own role, and that it stops working without any one of its permissions. */
export function itNeedsEveryPermission(deploymentOf: () => Deployment): void {
  it.each(parts)('grants %s nothing that is not listed here', async (part) => {
    const proven = Object.values(provenGrants[part]).flat();
    const grants = await new RolePolicy(deploymentOf(), part).grants();
    expect(grants.sort()).toEqual([...proven, ...unprovenGrants[part]].sort());
  });

  const cases = parts.flatMap((part) =>
    stepsOfPipeline.flatMap((step) =>
      (provenGrants[part][step] ?? []).map((grant) => [part, step, grant] as const),
    ),
  );
  it.each(cases)('lets %s fail to %s without %s, and only without it', async (part, step, grant) => {
    const steps = new PipelineSteps(deploymentOf());
    const batch = await deploymentOf().aws.withoutIam(() => steps.poll('consumer-archive'));
    const policy = new RolePolicy(deploymentOf(), part);
    await deploymentOf().aws.enforceIam();
    try {
      expect(await fails(steps, step, batch)).toBe(false);
      expect(await policy.without(grant, () => fails(steps, step, batch))).toBe(true);
    } finally {
      await deploymentOf().aws.trustEveryone();
    }
  });
}

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}

/** What a role of the dev environment may do, as deployed. */
class RolePolicy {
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
