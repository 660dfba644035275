import type { RecordSummary } from '@headwaters/console-contract';

/** What a record's data turned out to be, in words. */
export function RecordContent({ content }: { readonly content: RecordSummary['content'] }) {
  if (content.profile === 'damaged') return <span class="trouble">damaged: {content.reason}</span>;
  if (content.profile !== 'block') return <>{content.profile === 'kpl' ? 'KPL aggregate' : 'plain'}</>;
  const { key, offset, rawLength, recordCount, lineNumber, compression, isLast, isReference } = content;
  const details = [
    `lines ${lineNumber.toLocaleString('en')} to ${(lineNumber + recordCount - 1).toLocaleString('en')}`,
    isReference ? 'by reference' : compression === 'none' ? 'stored' : compression,
    ...(isLast ? ['last block'] : []),
  ];
  return (
    <>
      <strong>{key}</strong> bytes {offset.toLocaleString('en')} to{' '}
      {(offset + rawLength).toLocaleString('en')}
      <br />
      <span class="muted">{details.join(', ')}</span>
    </>
  );
}
