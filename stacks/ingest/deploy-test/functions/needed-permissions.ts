import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { KinesisServiceException } from '@aws-sdk/client-kinesis';
import { expect, it } from '@jest/globals';
import type { Deployment } from '../deployment.js';
import { PipelineSteps } from './pipeline-steps.js';

const parts = ['producer', 'consumer-archive'] as const;
type Part = (typeof parts)[number];

const stepsOfPipeline = ['publish', 'resume', 'poll', 'consume', 'quarantine', 'endAttempts'] as const;
type Step = (typeof stepsOfPipeline)[number];

/** The permissions that moto enforces, by the step that fails without them. */
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
    quarantine: ['QuarantineRecords s3:PutObject'],
    endAttempts: ['EndAttempts s3:DeleteObject'],
  },
};

/**
 * The permissions that this test can't check. Nothing runs in moto's Lambda (logs, traces, destinations, the function's invocation of
 * itself), its S3 reports missing objects without s3:ListBucket, the test file has no oversize record, and it travels as blocks, which
 * need no source records.
 */
const unprovenGrants: Record<Part, readonly string[]> = {
  producer: [
    'WriteLog logs:CreateLogStream',
    'WriteLog logs:PutLogEvents',
    'WriteTrace xray:PutTelemetryRecords',
    'WriteTrace xray:PutTraceSegments',
    'TellMissingFromDenied s3:ListBucket',
    'RecordSources s3:PutObject',
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
    'FindReferences s3:ListBucket',
    'ArchiveReferences s3:AbortMultipartUpload',
    'ListSources s3:ListBucket',
    'ReadSources s3:GetObject',
  ],
};

const body = Buffer.from('one line\n'.repeat(1_000));

/** Whether an upload reaches the stream. The producer returns without an error for an upload that it rejects. */
async function reachesStream(steps: PipelineSteps): Promise<boolean> {
  const before = await steps.countKinesisRecords();
  const { ok } = await steps.publish('again.txt', body);
  return ok && (await steps.countKinesisRecords()) > before;
}

/** Whether a repeated notification writes nothing, because the ledger has the receipts of the first. */
async function resumesFromLedger(steps: PipelineSteps): Promise<boolean> {
  const event = await steps.upload('twice.txt', body);
  await steps.notify(event);
  const before = await steps.countKinesisRecords();
  const { ok } = await steps.notify(event);
  return ok && (await steps.countKinesisRecords()) === before;
}

/** Whether the archive consumer acknowledges all of a batch. */
async function acknowledges(steps: PipelineSteps, batch: unknown): Promise<boolean> {
  const outcome = await steps.consume('consumer-archive', batch);
  return outcome.ok && JSON.stringify(outcome.value) === '{"batchItemFailures":[]}';
}

interface StreamEvent {
  readonly Records: readonly { readonly kinesis: { readonly data: string } }[];
}

/** A batch whose Kinesis records have lost their last 9 bytes. */
const undecodable = ({ Records: records }: StreamEvent): StreamEvent => ({
  Records: records.map(({ kinesis, ...record }) => ({
    ...record,
    kinesis: { ...kinesis, data: Buffer.from(kinesis.data, 'base64').subarray(0, -9).toString('base64') },
  })),
});

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
        // moto denies Kinesis calls with XML, which the client can't parse.
        (error: unknown) => error instanceof SyntaxError || error instanceof KinesisServiceException,
      );
    case 'consume':
      return !(await acknowledges(steps, batch));
    case 'quarantine':
      return !(await acknowledges(steps, undecodable(batch as StreamEvent)));
    case 'endAttempts':
      // The records are older than quarantineAfterSeconds, so the consumer writes a marker and deletes it.
      await acknowledges(steps, batch);
      return (await steps.failures('attempts/')).length > 0;
  }
}

/** Declares tests that each function works under its own role, and fails without any one of its permissions. */
export function itNeedsEveryPermission(deploymentOf: () => Deployment): void {
  it.each(parts)('grants %s the permissions listed here, and no others', async (part) => {
    const proven = Object.values(provenGrants[part]).flat();
    const grants = await new RolePolicy(deploymentOf(), part).grants();
    expect(grants.sort()).toEqual([...proven, ...unprovenGrants[part]].sort());
  });

  const cases = parts.flatMap((part) =>
    stepsOfPipeline.flatMap((step) =>
      (provenGrants[part][step] ?? []).map((grant) => [part, step, grant] as const),
    ),
  );
  it.each(cases)('%s fails to %s without %s, and succeeds with it', async (part, step, grant) => {
    const steps = new PipelineSteps(deploymentOf());
    const batch = await deploymentOf().aws.withoutIam(() => steps.poll('consumer-archive'));
    const policy = new RolePolicy(deploymentOf(), part);
    await deploymentOf().aws.enforceIam();
    try {
      expect(await fails(steps, step, batch)).toBe(false);
      expect(await policy.without(grant, () => fails(steps, step, batch))).toBe(true);
    } finally {
      await deploymentOf().aws.disableIam();
    }
  });
}

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
}

/** The deployed policy of a role in the dev environment. */
class RolePolicy {
  readonly #deployment: Deployment;
  readonly #iam: IAMClient;
  readonly #roleName: string;

  constructor(deployment: Deployment, part: string) {
    this.#deployment = deployment;
    this.#iam = new IAMClient(deployment.aws.client);
    this.#roleName = `headwaters-ingest-dev-${part}-us-east-1`;
  }

  /** Every `Sid action` of the policy. */
  async grants(): Promise<string[]> {
    const { Statement: statements } = await this.#read();
    return statements.flatMap(({ Sid, Action }) => [Action].flat().map((action) => `${Sid} ${action}`));
  }

  /** Runs `act` while the role lacks one grant. */
  async without<Result>(grant: string, act: () => Promise<Result>): Promise<Result> {
    const policy = await this.#read();
    const reduced = policy.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((action) => `${statement.Sid} ${action}` !== grant),
    })).filter(({ Action }) => Action.length > 0);
    await this.#write({ ...policy, Statement: reduced });
    try {
      return await act();
    } finally {
      await this.#write(policy);
    }
  }

  async #read(): Promise<{ Statement: Statement[] }> {
    const { PolicyDocument = '' } = await this.#deployment.aws.withoutIam(() =>
      this.#iam.send(new GetRolePolicyCommand({ RoleName: this.#roleName, PolicyName: 'permissions' })),
    );
    return JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: Statement[] };
  }

  async #write(policy: { Statement: Statement[] }): Promise<void> {
    const PolicyDocument = JSON.stringify(policy);
    await this.#deployment.aws.withoutIam(() =>
      this.#iam.send(
        new PutRolePolicyCommand({ RoleName: this.#roleName, PolicyName: 'permissions', PolicyDocument }),
      ),
    );
  }
}
