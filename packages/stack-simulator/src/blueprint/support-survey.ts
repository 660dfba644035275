import type { TerraformResource, TerraformConfiguration } from '@headwaters/terraform-reader';
import type { UnsupportedFeature } from '../errors.js';
import { enforcedTypes } from './ignored-resources.js';
import { type AttributeSupport, neutralAttributes, resourceSupport } from './resource-support.js';

/** The unsupported features of a stack: `accepted` ones are ignored and listed, `refused` ones reject the stack. */
export interface SupportSurvey {
  readonly accepted: readonly UnsupportedFeature[];
  readonly refused: readonly UnsupportedFeature[];
}

/** How the stack is read. */
interface SurveyContext {
  readonly isResolved: boolean;
  readonly runsCode: boolean;
  readonly enforcesPermissions: boolean;
}

/**
 * Finds the unsupported features of a stack.
 *
 * @param options.runsCode - Whether the code of the functions runs. Default: true.
 * @param options.enforcesPermissions - Whether the policies of the stack have an effect. Default: true.
 */
export function surveySupport(
  { resources, modules, isResolved }: TerraformConfiguration,
  { runsCode = true, enforcesPermissions = true }: Partial<Omit<SurveyContext, 'isResolved'>> = {},
): SupportSurvey {
  const context = { isResolved, runsCode, enforcesPermissions };
  const findings = [
    ...modules.map((address) => ({ feature: { address, consequence: unreadModule }, isRefused: true })),
    ...[...resources.values()].flatMap((resource) => surveyResource(resource, context)),
  ];
  return {
    accepted: findings.filter(({ isRefused }) => !isRefused).map(({ feature }) => feature),
    refused: findings.filter(({ isRefused }) => isRefused).map(({ feature }) => feature),
  };
}

const unreadModule =
  'resources of called modules are not read and would be missing; --state with the output of "terraform show -json" has them';

interface Finding {
  readonly feature: UnsupportedFeature;
  readonly isRefused: boolean;
}

function surveyResource(resource: TerraformResource, context: SurveyContext): readonly Finding[] {
  const { address, type } = resource;
  const support = ownValue(resourceSupport, type);
  if (support === undefined) {
    const consequence = `resources of type ${type} are not supported and would be missing`;
    return [{ feature: { address, consequence }, isRefused: true }];
  }
  if (context.enforcesPermissions && enforcedTypes.has(type)) return [];
  const { consequence } = support;
  const general = consequence === undefined ? [] : [{ feature: { address, consequence }, isRefused: false }];
  return 'attributes' in support
    ? [...general, ...surveyAttributes(resource, support.attributes, context)]
    : general;
}

function surveyAttributes(
  { address, attributes }: TerraformResource,
  support: Readonly<Record<string, AttributeSupport>>,
  context: SurveyContext,
): readonly Finding[] {
  return Object.keys(attributes)
    .filter((name) => isSet(attributes[name]) && !neutralAttributes.has(name))
    .flatMap((attribute) => {
      const finding = surveyAttribute(ownValue(support, attribute), context);
      return finding
        ? [{ feature: { address, attribute, consequence: finding.consequence }, ...finding }]
        : [];
    });
}

/** In the state of a deployed stack, an unknown attribute was computed by AWS or has its default value. */
function surveyAttribute(
  support: AttributeSupport | undefined,
  { isResolved, runsCode }: SurveyContext,
): { readonly consequence: string; readonly isRefused: boolean } | undefined {
  if (support === 'supported' || (support === undefined && isResolved)) return undefined;
  if (support === 'code') {
    const consequence =
      'the code of the function is not in an archive of the stack alone, so it would not run';
    return runsCode ? { consequence, isRefused: true } : undefined;
  }
  if (support === undefined || support === 'refused') {
    return { consequence: 'this setting is not supported and would have no effect', isRefused: true };
  }
  return { consequence: support.consequence, isRefused: false };
}

/** A stack may use any name, also that of a member of all objects, such as `constructor`. */
function ownValue<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && value !== false && value !== '';
}
