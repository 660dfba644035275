import { filterLimits } from '@headwaters/aws-rules';
import { type Attributes, AttributeInvalidError } from '@headwaters/terraform-reader';
import type { UnsupportedFeature } from '../errors.js';
import { PatternUnsupportedError } from '../filter/comparison.js';
import { type ContentKey, RecordFilter } from '../filter/record-filter.js';

/**
 * Reads the patterns of a mapping's filter criteria.
 *
 * @param key - The key of the content in the events of its source.
 * @throws {@link AttributeInvalidError} for a pattern that AWS rejects, or that the simulator does not support.
 */
export function readFilterPatterns(declared: Attributes, key: ContentKey): readonly string[] {
  const filters = declared.block('filter_criteria')?.blocks('filter') ?? [];
  const patterns = filters.map((filter) => filter.string('pattern'));
  const problem = filterProblem(patterns);
  if (problem !== undefined) throw new AttributeInvalidError(`${declared.address}.filter_criteria`, problem);
  try {
    new RecordFilter(patterns, key);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw patternProblem(`${declared.address}.filter_criteria`, error, 'Invalid filter pattern definition');
  }
  return patterns;
}

/**
 * What is wrong with a pattern.
 *
 * @param answer - What AWS answers to a pattern that is invalid.
 */
export function patternProblem(location: string, error: SyntaxError, answer: string): AttributeInvalidError {
  if (error instanceof PatternUnsupportedError)
    return new AttributeInvalidError(location, `is unsupported: ${error.message}`);
  return new AttributeInvalidError(location, `is invalid: ${error.message}. AWS: ${answer}`);
}

function filterProblem(patterns: readonly string[]): string | undefined {
  const { maxFilters, maxFiltersByQuota, maxPatternCharacters } = filterLimits;
  if (patterns.length > maxFiltersByQuota)
    return `has ${patterns.length} filters; AWS accepts ${maxFilters}, and ${maxFiltersByQuota} after a quota increase`;
  const long = patterns.find((pattern) => pattern.length > maxPatternCharacters);
  return long && `has a pattern of ${long.length} characters; AWS accepts ${maxPatternCharacters}`;
}

/** Finds mappings with more filters than AWS accepts without a quota increase. */
export function findExtraFilters(
  mappings: readonly { readonly address: string; readonly filterPatterns: readonly string[] }[],
): readonly UnsupportedFeature[] {
  const { maxFilters, maxFiltersByQuota } = filterLimits;
  return mappings
    .filter(({ filterPatterns }) => filterPatterns.length > maxFilters)
    .map(({ address, filterPatterns }) => ({
      address,
      attribute: 'filter_criteria',
      consequence: `AWS accepts ${maxFilters} filters, and ${maxFiltersByQuota} after a quota increase; these are ${filterPatterns.length}`,
    }));
}
