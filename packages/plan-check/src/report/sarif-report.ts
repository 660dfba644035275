import { createHash } from 'node:crypto';
import { isAbsolute, relative, sep } from 'node:path';
import type { CheckReport } from '../check-inputs.js';
import { allChecks } from '../check-stack.js';
import type { Finding } from '../checks/check.js';
import type { StackInput } from '../stack/stack-input.js';

/**
 * The report as SARIF 2.1.0, for GitHub code scanning.
 *
 * Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. GitHub shows a result in a file of the repository, and
 * distinguishes results by their fingerprints:
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning.
 *
 * @param root - Root of the repository; paths of files are relative to it.
 */
export function toSarif({ findings, notChecked, suppressed }: CheckReport, root: string): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'headwaters plan-check', rules: rules() } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notChecked.map(({ id, address, reason, input }) => ({
              level: 'note',
              message: { text: `${address} was not checked: ${reason}.` },
              associatedRule: { id },
              locations: [locationOf(input, address, root)],
            })),
          },
        ],
        results: [
          ...findings.map((finding) => toResult(finding, finding.input, root)),
          ...suppressed.map(({ suppression, input, ...finding }) => ({
            ...toResult(finding, input, root),
            suppressions: [
              {
                kind: suppression.kind === 'comment' ? 'inSource' : 'external',
                justification: suppression.reason,
              },
            ],
          })),
        ],
      },
    ],
  };
}

function rules(): object[] {
  return allChecks.map(({ id, severity, why, fix }) => ({
    id,
    shortDescription: { text: id },
    fullDescription: { text: why },
    help: { text: fix },
    defaultConfiguration: { level: severity },
  }));
}

function toResult({ id, severity, address, what, fix }: Finding, input: StackInput, root: string): object {
  return {
    ruleId: id,
    level: severity,
    message: { text: `${address}: ${what} ${fix}` },
    locations: [locationOf(input, address, root)],
    // A hash of the finding, not of its line, which changes with other edits. GitHub reads only this key.
    partialFingerprints: { primaryLocationLineHash: fingerprint([id, address, what]) },
  };
}

function fingerprint(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

function locationOf(input: StackInput, address: string, root: string): object {
  const { file, line } = input.locate(address);
  const path = isAbsolute(file) ? relative(root, file) : file;
  return {
    physicalLocation: {
      artifactLocation: { uri: path.split(sep).map(encodeURIComponent).join('/') },
      region: { startLine: line },
    },
    logicalLocations: [{ fullyQualifiedName: address, kind: 'resource' }],
  };
}
