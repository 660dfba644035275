import type { DeclaredResource } from '../terraform/declared-resource.js';
import type { TerraformConfiguration } from '../terraform/terraform-configuration.js';
import { neutralAttributes, resourceSupport } from './resource-support.js';
import type { UnsupportedFeature } from './unsupported-feature.js';

/** What a run of a stack does not honour: what it accepts and lists, and what it refuses. */
export interface SupportSurvey {
  readonly accepted: readonly UnsupportedFeature[];
  readonly refused: readonly UnsupportedFeature[];
}

/** Goes through what a stack declares and says what a run does not honour. */
export function surveySupport({ resources }: TerraformConfiguration): SupportSurvey {
  const accepted: UnsupportedFeature[] = [];
  const refused: UnsupportedFeature[] = [];
  for (const resource of resources.values()) surveyResource(resource, accepted, refused);
  return { accepted, refused };
}

function surveyResource(
  { address, type, attributes }: DeclaredResource,
  accepted: UnsupportedFeature[],
  refused: UnsupportedFeature[],
): void {
  const support = resourceSupport[type];
  if (support === undefined) {
    refused.push({
      address,
      consequence: `resources of the type ${type} do nothing here, and would be missing`,
    });
    return;
  }
  if ('consequence' in support) {
    accepted.push({ address, consequence: support.consequence });
    return;
  }
  for (const attribute of Object.keys(attributes).filter((name) => isSet(attributes[name]))) {
    if (neutralAttributes.has(attribute) || support.attributes[attribute] === 'honoured') continue;
    const { consequence } = support.attributes[attribute] ?? {};
    if (consequence !== undefined) accepted.push({ address, attribute, consequence });
    else
      refused.push({ address, attribute, consequence: 'this setting is not known here and would be lost' });
  }
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}
