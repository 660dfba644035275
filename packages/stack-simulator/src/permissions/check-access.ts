import {
  destinationActions,
  evaluateAccess,
  failureRecordPrefix,
  queueReadActions,
  streamReadActions,
} from '@headwaters/aws-rules';
import { listAsynchronousDestinations } from '../blueprint/asynchronous-plan.js';
import type { OpenBlueprint } from '../blueprint/blueprint.js';
import type { DestinationPlan } from '../blueprint/destinations.js';
import type { FunctionPlan } from '../blueprint/functions.js';
import type { MappingPlan } from '../blueprint/mappings.js';
import type { MessageNotificationPlan } from '../blueprint/notifications.js';
import type { QueueMappingPlan } from '../blueprint/queue-mappings.js';
import type { AccessControl } from './access-control.js';
import type { RolePolicies } from './role-policies.js';

interface AccessChecks {
  readonly access: AccessControl;
  /** Adds a problem, whose text starts with the location. */
  readonly report: (location: string, problem: string) => void;
}

const advice = '. Use --no-iam to run the stack without permissions (in the library: enforcePermissions)';

/** Adds a problem for each role, queue and topic that does not allow what the flow of the stack needs, as far as the stack declares its policies. */
export function checkAccess({ stack, blueprint }: OpenBlueprint, access: AccessControl): void {
  const report: AccessChecks['report'] = (location, problem) => {
    stack.problems.add(location, `${problem}${advice}`);
  };
  const checks = { access, report };
  const functions = new Map(blueprint.functions.map((plan) => [plan.name, plan]));
  for (const plan of blueprint.functions) checkFunction(plan, checks);
  for (const { functionName, location, destination } of listAsynchronousDestinations(stack)) {
    const lambda = functions.get(functionName);
    if (lambda !== undefined) checkDestination(lambda, { location, destination }, checks);
  }
  const bucketArns = new Map(blueprint.buckets.map(({ name, arn }) => [name, arn]));
  for (const rule of blueprint.messageNotifications) {
    checkMessageTarget(rule, bucketArns.get(rule.bucketName) ?? '', checks);
  }
  for (const mapping of blueprint.mappings) {
    const lambda = functions.get(mapping.functionName);
    if (lambda !== undefined) checkMapping(mapping, lambda, checks);
  }
  for (const mapping of blueprint.queueMappings) {
    const lambda = functions.get(mapping.functionName);
    if (lambda !== undefined) checkQueueMapping(mapping, lambda, checks);
  }
}

/** AWS rejects a notification to a queue or topic whose policy does not let S3 send to it. */
function checkMessageTarget(
  { address, bucketName, destination: { kind, arn } }: MessageNotificationPlan,
  bucketArn: string,
  { access, report }: AccessChecks,
): void {
  const action = kind === 'sqs' ? 'sqs:SendMessage' : 'sns:Publish';
  const s3 = { principal: 's3.amazonaws.com', sourceArn: bucketArn };
  if (access.decideForService(s3, action, arn) !== 'no') return;
  report(
    `${address}.${kind === 'sqs' ? 'queue_arn' : 'topic_arn'}`,
    `is ${arn}, whose policy does not let S3 send events of ${bucketName}: allow ${action} for s3.amazonaws.com. ` +
      'AWS: Unable to validate the following destination configurations',
  );
}

function checkFunction(lambda: FunctionPlan, checks: AccessChecks): void {
  const { address, deadLetters } = lambda;
  checkTrust(lambda, checks);
  if (deadLetters === undefined) return;
  const location = `${address}.dead_letter_config.target_arn`;
  checkDestination(lambda, { location, destination: deadLetters }, checks);
}

/** AWS refuses a function whose role does not trust Lambda: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html (read 2026-11-29). */
function checkTrust({ address, roleArn }: FunctionPlan, { access, report }: AccessChecks): void {
  const role = access.findRole(roleArn);
  if (role === undefined || role.trust === 'unknown') return;
  const request = { action: 'sts:AssumeRole', resource: roleArn, principal: 'lambda.amazonaws.com' };
  if (evaluateAccess({ identityPolicies: [], resourcePolicies: [role.trust], request }) !== 'no') return;
  const reason = 'AWS: The role defined for the function cannot be assumed by Lambda';
  report(
    `${address}.role`,
    `is ${role.address}, whose assume_role_policy does not allow lambda.amazonaws.com. ${reason}`,
  );
}

function checkMapping(mapping: MappingPlan, lambda: FunctionPlan, checks: AccessChecks): void {
  const { access, report } = checks;
  const { address, streamArn: resource, onFailure } = mapping;
  const role = access.findRole(lambda.roleArn);
  const location = `${address}.event_source_arn`;
  const missing = missingActions(
    lambda,
    streamReadActions.map((action) => ({ action, resource })),
    access,
  );
  if (missing.length > 0) {
    report(
      location,
      `names ${resource}, which the role ${nameOf(role)} may not read: allow ${missing.join(', ')}. ${readRefusal(resource)}`,
    );
  }
  if (access.decideKey({ role: lambda.roleArn, resource }, 'Decrypt') === 'no') {
    report(
      location,
      `names ${resource}, whose key the role ${nameOf(role)} may not use: allow kms:Decrypt. Without it, Lambda reads no records`,
    );
  }
  if (onFailure !== undefined) {
    checkDestination(
      lambda,
      { location: `${address}.destination_config.on_failure.destination_arn`, destination: onFailure },
      checks,
    );
  }
}

/**
 * AWS refuses a mapping of a queue whose role may not read it.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (read 2026-11-29).
 */
function checkQueueMapping(
  { address, sourceArn: resource }: QueueMappingPlan,
  lambda: FunctionPlan,
  { access, report }: AccessChecks,
): void {
  const role = nameOf(access.findRole(lambda.roleArn));
  const location = `${address}.event_source_arn`;
  const needed = queueReadActions.map((action) => ({ action, resource }));
  const missing = missingActions(lambda, needed, access);
  if (missing.length > 0)
    report(location, `names ${resource}, which the role ${role} may not read: allow ${missing.join(', ')}`);
  if (access.decideKey({ role: lambda.roleArn, resource }, 'Decrypt') === 'no')
    report(location, `names ${resource}, whose key the role ${role} may not use: allow kms:Decrypt`);
}

/** Source: the error in https://github.com/hashicorp/terraform-provider-aws/issues/20229. */
function readRefusal(streamArn: string): string {
  return (
    `AWS: Cannot access stream ${streamArn}. Please ensure the role can perform the GetRecords, GetShardIterator, ` +
    'DescribeStream, ListShards, and ListStreams Actions on your stream in IAM'
  );
}

interface LocatedDestination {
  readonly location: string;
  readonly destination: DestinationPlan;
}

/**
 * AWS refuses an invoke configuration, a dead-letter queue or a mapping whose role may not send.
 *
 * Sources: https://github.com/aws-amplify/amplify-js/issues/9869 and https://github.com/elastic/beats/issues/13963, with the answers of
 * AWS; the pages of {@link destinationActions}.
 */
function checkDestination(
  lambda: FunctionPlan,
  { location, destination }: LocatedDestination,
  { access, report }: AccessChecks,
): void {
  const role = nameOf(access.findRole(lambda.roleArn));
  const { arn, kind } = destination;
  const needed = destinationActions[kind].map((action) => ({
    action,
    resource: writtenResource(action, arn),
  }));
  const missing = missingActions(lambda, needed, access);
  if (missing.length > 0) {
    report(location, `sends to ${arn}, where the role ${role} may not write: allow ${missing.join(', ')}`);
  }
  const missingOnKey = keyOperations(kind).filter(
    (operation) => access.decideKey({ role: lambda.roleArn, resource: arn }, operation) === 'no',
  );
  if (missingOnKey.length > 0) {
    const actions = missingOnKey.map((operation) => `kms:${operation}`).join(', ');
    report(location, `sends to ${arn}, whose key the role ${role} may not use: allow ${actions}`);
  }
}

/**
 * What a sender does with the key of an encrypted destination.
 *
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html (read 2026-11-29).
 */
function keyOperations(kind: DestinationPlan['kind']): readonly string[] {
  return kind === 'sqs' || kind === 'sns' ? ['GenerateDataKey', 'Decrypt'] : ['GenerateDataKey'];
}

/** Failure records have keys of their own, so a role needs no more than that prefix. */
function writtenResource(action: string, arn: string): string {
  return action === 's3:PutObject' ? `${arn}/${failureRecordPrefix}record` : arn;
}

function missingActions(
  { roleArn: role }: FunctionPlan,
  needed: readonly { readonly action: string; readonly resource: string }[],
  access: AccessControl,
): readonly string[] {
  return needed
    .filter(({ action, resource }) => access.decide({ role, action, resource }) === 'no')
    .map(({ action }) => action);
}

function nameOf(role: RolePolicies | undefined): string {
  return role?.address ?? 'of the function';
}
