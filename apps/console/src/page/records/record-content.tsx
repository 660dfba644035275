import type { RecordSummary } from '../../contract/record-summary.js';
import { formatCount } from '../format/format-count.js';

type Content = RecordSummary['content'];

/** What a record's data turned out to be, in words. */
export function RecordContent({ content }: { readonly content: Content }) {
  if (content.profile === 'damaged') return <span class="trouble">damaged: {content.reason}</span>;
  if (content.profile !== 'block') return <>{content.profile === 'kpl' ? 'KPL aggregate' : 'plain'}</>;
  const { key, offset, rawLength, compression, isLast, isReference } = content;
  const details = [
    linesOf(content),
    isReference ? 'by reference' : compression === 'none' ? 'stored' : compression,
    ...(isLast ? ['last block'] : []),
  ];
  return (
    <>
      <strong>{key}</strong> bytes {offset.toLocaleString('en')} to{' '}
      {(offset + rawLength - 1).toLocaleString('en')}
      <br />
      <span class="muted">{details.join(', ')}</span>
    </>
  );
}

/** A part of a divided block holds some of its lines, wherever they stand. */
function linesOf({ lineNumber, recordCount, part }: Extract<Content, { profile: 'block' }>): string {
  if (part) return `${formatCount(recordCount, 'record')}, part ${part.index + 1} of ${part.count}`;
  return `lines ${lineNumber.toLocaleString('en')} to ${(lineNumber + recordCount - 1).toLocaleString('en')}`;
}
