import type { TerraformResource, TerraformConfiguration } from '@headwaters/terraform-reader';
import type { UnsupportedFeature } from '../errors.js';
import { type AttributeSupport, neutralAttributes, resourceSupport } from './resource-support.js';

/** What a run of a stack does not honour: what it accepts and lists, and what it refuses. */
export interface SupportSurvey {
  readonly accepted: readonly UnsupportedFeature[];
  readonly refused: readonly UnsupportedFeature[];
}

/** Goes through what a stack declares and says what a run does not honour. */
export function surveySupport({ resources, isResolved }: TerraformConfiguration): SupportSurvey {
  const findings = [...resources.values()].flatMap((resource) => surveyResource(resource, isResolved));
  return {
    accepted: findings.filter(({ isRefused }) => !isRefused).map(({ feature }) => feature),
    refused: findings.filter(({ isRefused }) => isRefused).map(({ feature }) => feature),
  };
}

interface Finding {
  readonly feature: UnsupportedFeature;
  readonly isRefused: boolean;
}

function surveyResource(
  { address, type, attributes }: TerraformResource,
  isResolved: boolean,
): readonly Finding[] {
  const support = resourceSupport[type];
  if (support === undefined) {
    const consequence = `resources of the type ${type} do nothing here, and would be missing`;
    return [{ feature: { address, consequence }, isRefused: true }];
  }
  if ('consequence' in support) {
    return [{ feature: { address, consequence: support.consequence }, isRefused: false }];
  }
  return Object.keys(attributes)
    .filter((name) => isSet(attributes[name]) && !neutralAttributes.has(name))
    .flatMap((attribute) => {
      const finding = surveyAttribute(support.attributes[attribute], isResolved);
      return finding
        ? [{ feature: { address, attribute, consequence: finding.consequence }, ...finding }]
        : [];
    });
}

/** In a deployed stack an attribute that isn't known is what AWS has made, or its default. */
function surveyAttribute(
  support: AttributeSupport | undefined,
  isResolved: boolean,
): { readonly consequence: string; readonly isRefused: boolean } | undefined {
  if (support === 'honoured' || (support === undefined && isResolved)) return undefined;
  if (support === undefined || support === 'refused') {
    return { consequence: 'this setting is not honoured here and would be lost', isRefused: true };
  }
  return { consequence: support.consequence, isRefused: false };
}

function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && value !== false && value !== '';
}
