/** Formats a count with separators: `1,234`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en', { maximumFractionDigits: 0 });
}

/** Formats a count with its noun: `1 file`, `2 files`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Formats bytes with a decimal unit: `999 bytes`, `1.5 MB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1_000 ** power;
  return `${value.toLocaleString('en', { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power]}`;
}

/** Formats a time span by its two largest units: `45 s`, `3 min 20 s`, `2 h 5 min`, `12 d 3 h`. */
export function formatSpan(millis: number): string {
  const seconds = Math.round(Math.max(millis, 0) / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  if (minutes > 0) return `${minutes} min ${seconds % 60} s`;
  return `${seconds} s`;
}
