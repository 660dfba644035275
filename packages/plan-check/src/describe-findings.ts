import type { Finding } from './finding.js';

/** Findings as a person reads them, most severe first; one line if there are none. */
export function describeFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'No findings.\n';
  const ordered = [...findings].sort((left, right) => left.severity.localeCompare(right.severity));
  return ordered.map(describeFinding).join('\n');
}

function describeFinding({ id, severity, address, what, why, fix }: Finding): string {
  return [
    `${severity.toUpperCase()} ${address} (${id})`,
    `  ${what}`,
    `  Why: ${why}`,
    `  Fix: ${fix}`,
    '',
  ].join('\n');
}
