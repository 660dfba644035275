import { findPartitioningProblem } from '@headwaters/pipeline-contract';
import { type CrossCheck as StackCrossCheck, parseStackSettings } from '@headwaters/terraform-stack';
import { alarmProblems } from './alarm-checks.js';
import { consumerProblems } from './consumer-checks.js';
import { hasDeliveryStream, hasFunction } from './consumer-settings.js';
import { ingestSettings, type IngestSettings, type IngestSettingsInput } from './ingest-settings.js';
import { operationProblems } from './operation-checks.js';
import { overlongNames } from './resource-names.js';
import { sinkProblems } from './sink-checks.js';
import { streamProblems } from './stream-checks.js';
import { uploadProblems } from './upload-checks.js';
import { wireProblems } from './wire-checks.js';

/**
 * Validates the settings of an environment: each against its range, then all against each other.
 *
 * @returns The settings, with the defaults of those that are left out.
 * @throws {@link SettingsError} with every invalid setting, its value, and what to change.
 */
export function parseSettings(input: IngestSettingsInput): IngestSettings {
  return parseStackSettings(ingestSettings, input, crossChecks);
}

type CrossCheck = StackCrossCheck<IngestSettings>;

const partitioningIsConsistent: CrossCheck = ({ producer }) => {
  const problem = findPartitioningProblem(producer);
  if (problem === undefined) return [];
  const { setting, advice } = problem;
  return [{ setting: `producer.${setting}`, value: producer[setting], advice }];
};

/** Without the state, Terraform can neither change nor find the resources, and it has no lock. */
const protectedDataHasRemoteState: CrossCheck = ({ state, deletionProtection }) =>
  deletionProtection && state.kind === 'local'
    ? [
        {
          setting: 'state.kind',
          value: 'local',
          advice:
            "set it to 's3' with the bucket that `npm run state:bootstrap` creates, or deletionProtection to false: a state file on one machine can be lost, " +
            'and two users could apply at once',
        },
      ]
    : [];

/** CloudWatch can't use the AWS managed key of SNS, and the stack creates no unencrypted topic. */
const topicHasKey: CrossCheck = ({ alarms, encryption }) =>
  alarms.ownTopic && encryption.key === 'aws-managed'
    ? [
        {
          setting: 'alarms.ownTopic',
          value: true,
          advice:
            "set it to false, or encryption.key to 'own' or 'existing': CloudWatch alarms can't publish to a topic that an AWS managed key encrypts",
        },
      ]
    : [];

const namesFit: CrossCheck = (settings) =>
  overlongNames(settings, {
    consumers: settings.consumers.filter(hasFunction).map(({ name }) => name),
    deliveries: settings.consumers.filter(hasDeliveryStream).map(({ name }) => name),
  }).map(({ resource, characters, maxCharacters }) => ({
    setting: 'namePrefix',
    value: settings.namePrefix,
    advice:
      `shorten it or environment ("${settings.environment}"): the name of ${resource} would have ` +
      `${characters} characters, and AWS allows ${maxCharacters}`,
  }));

/** Constraints between settings. Each check is independent and names the setting to change. */
const crossChecks: readonly CrossCheck[] = [
  consumerProblems,
  streamProblems,
  uploadProblems,
  partitioningIsConsistent,
  wireProblems,
  sinkProblems,
  operationProblems,
  protectedDataHasRemoteState,
  alarmProblems,
  topicHasKey,
  namesFit,
];
