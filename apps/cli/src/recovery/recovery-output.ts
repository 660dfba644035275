import type { RecoveryReport, RecoveryResult, ReportRecovery } from '@headwaters/recovery';
import { printable, printableLines } from '../command-line/printable.js';
import { formatCount } from './format-quantity.js';
import { formatCounts, formatCountTable, formatPlan } from './format-plan.js';
import { ProgressLine } from './progress-line.js';

/** What a recovery command prints. */
export interface RecoveryOutput {
  readonly report: ReportRecovery;
  /** Whether a plan was printed. */
  hasPlan(): boolean;
  end(result: RecoveryResult): void;
  /** After Ctrl-C or an error: erases the progress, and prints the reason with what was done before. */
  stop(reason?: string): void;
}

/** `report`: a command that never changes anything. */
export type RecoveryMode = 'dry run' | 'apply' | 'report';

/** What is printed. */
export interface OutputOptions {
  /** The command, for the titles. */
  readonly title: string;
  readonly mode: RecoveryMode;
  /** What shows that it is done. Default: the ledger. */
  readonly proof?: string;
}

/** Last line of a dry run that found something to do. */
const dryRunEnd = 'Nothing was changed. Add --apply to do it.';

type RecoveryFinding = RecoveryReport & { readonly type: 'finding' };

/** Findings with the same code and message that are printed as text. */
const maxEqualFindings = 20;

/** Prints reports as text on standard output, and the progress on standard error if it is a terminal. */
export class TextOutput implements RecoveryOutput {
  readonly #options: OutputOptions;
  readonly #progress = new ProgressLine(process.stderr);
  /** How many there are of each finding. */
  readonly #findings = new Map<string, number>();
  #hasPlan = false;
  #latest: (RecoveryReport & { readonly type: 'progress' }) | undefined;

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  readonly report = (report: RecoveryReport): void => {
    if (report.type === 'progress') {
      this.#latest = report;
      this.#progress.show(report);
    } else if (report.type === 'plan') {
      this.#hasPlan = true;
      this.#print(formatPlan(this.#options.title, report));
    } else this.#printFinding(report);
  };

  /** Hundreds of equal findings would hide the others. */
  #printFinding({ subject, code, message }: RecoveryFinding): void {
    const finding = `${code}: ${message}`;
    const count = (this.#findings.get(finding) ?? 0) + 1;
    this.#findings.set(finding, count);
    if (count <= maxEqualFindings) this.#print(printable(`${subject}: ${finding}`));
  }

  /** Prints how many findings were not. */
  #printMoreFindings(): void {
    for (const [finding, count] of this.#findings) {
      if (count > maxEqualFindings)
        this.#print(
          printable(
            `and ${formatCount(count - maxEqualFindings)} more: ${finding} --json lists all of them.`,
          ),
        );
    }
    this.#findings.clear();
  }

  hasPlan(): boolean {
    return this.#hasPlan;
  }

  end(result: RecoveryResult): void {
    this.#printMoreFindings();
    this.#print(this.#formatEnd(result));
  }

  #formatEnd({ complete, counts }: RecoveryResult): string {
    const { mode, title, proof = 'The ledger shows the result.' } = this.#options;
    if (mode === 'dry run') return complete ? 'There is nothing to do. Nothing was changed.' : dryRunEnd;
    if (mode === 'report') {
      const end = complete ? 'Nothing needs a repair.' : 'Not everything is complete: see the lines above.';
      return `${formatCountTable(`Result of ${title}`, counts)}\n${end}`;
    }
    if (complete && Object.values(counts).every((count) => count === 0))
      return `There was nothing to do. ${proof}`;
    if (complete) return `Done: ${formatCounts(counts)}. ${proof}`;
    return `Not complete: ${formatCounts(counts)}. Start ${title} again after a repair: it continues with what is left.`;
  }

  stop(reason?: string): void {
    this.#progress.clear();
    this.#printMoreFindings();
    if (reason === undefined) return;
    const { done, unit } = this.#latest ?? {};
    const before = done === undefined ? '' : ` ${done} ${unit} were done before.`;
    process.stderr.write(`${printableLines(`${reason}${before}`)}\n`);
  }

  #print(text: string): void {
    this.#progress.clear();
    process.stdout.write(`${printableLines(text)}\n`);
  }
}

/** Prints each report as one JSON line on standard output, and the result as the last one. */
export class JsonOutput implements RecoveryOutput {
  readonly #mode: RecoveryMode;
  #hasPlan = false;

  constructor({ mode }: Pick<OutputOptions, 'mode'>) {
    this.#mode = mode;
  }

  readonly report = (report: RecoveryReport): void => {
    if (report.type === 'plan') this.#hasPlan = true;
    printJsonLine(report);
  };

  hasPlan(): boolean {
    return this.#hasPlan;
  }

  end(result: RecoveryResult): void {
    printJsonLine({ type: 'result', applied: this.#mode === 'apply', ...result });
  }

  stop(reason?: string): void {
    if (reason !== undefined) process.stderr.write(`${printableLines(reason)}\n`);
  }
}

/** Characters that JSON leaves unchanged and a terminal obeys are escaped as JSON escapes them. */
export function printJsonLine(value: object): void {
  process.stdout.write(`${printableLines(JSON.stringify(value))}\n`);
}
