import type { LogLine } from '../../contract/feed.js';

/** A parsed log line. */
interface ReadLine {
  readonly level: 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'METRIC' | 'RUNTIME' | '';
  readonly text: string;
}

/** Fields that every structured line repeats; not shown. */
const repeated = new Set([
  ...['level', 'message', 'timestamp', 'service', 'cold_start', 'sampling_rate', 'xray_trace_id'],
  ...['function_arn', 'function_memory_size', 'function_name', 'function_request_id', '_aws'],
]);

/** Parses a log line. Recognizes runtime lines, structured lines and metrics; everything else is plain text. */
export function readLogLine(line: string): ReadLine {
  if (/^(?:START|END|REPORT|INIT_START) /.test(line)) return { level: 'RUNTIME', text: line };
  if (!line.startsWith('{')) return { level: '', text: line };
  try {
    return readStructured(JSON.parse(line) as Record<string, unknown>);
  } catch {
    return { level: '', text: line };
  }
}

function readStructured(entry: Record<string, unknown>): ReadLine {
  const { level, message } = entry;
  const details = Object.entries(entry)
    .filter(([name]) => !repeated.has(name))
    .map(([name, value]) => `${name}=${readValue(value)}`);
  if ('_aws' in entry) return { level: 'METRIC', text: details.join(' ') };
  const text = [typeof message === 'string' ? message : '', ...details].join(' ').trim();
  return { level: isLevel(level) ? level : '', text };
}

/** Formats a value; an error without its stack. */
function readValue(value: unknown): string {
  if (typeof value === 'string') return value;
  const { name, message } = (value ?? {}) as { name?: unknown; message?: unknown };
  if (typeof name === 'string' && typeof message === 'string') return `${name}: ${message}`;
  return JSON.stringify(value);
}

function isLevel(level: unknown): level is 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' {
  return level === 'ERROR' || level === 'WARN' || level === 'INFO' || level === 'DEBUG';
}

/** Filter of the log lines. */
interface LogFilter {
  /** Empty: all functions. */
  readonly functionName: string;
  /** Case-insensitive; empty: all lines. */
  readonly text: string;
}

/** The latest `most` lines that match, oldest first. */
export function filterLines(
  lines: readonly LogLine[],
  { functionName, text }: LogFilter,
  most: number,
): readonly LogLine[] {
  const wanted = text.toLowerCase();
  return lines
    .filter(
      (line) =>
        (functionName === '' || line.functionName === functionName) &&
        line.line.toLowerCase().includes(wanted),
    )
    .slice(-most);
}
