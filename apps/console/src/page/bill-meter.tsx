import type { RunningBill } from '../contract/running-bill.js';
import { formatDollars } from './format.js';

/** What the run would have cost on AWS. It changes every second, so it is not announced. */
export function BillMeter({ bill }: { readonly bill: RunningBill | undefined }) {
  if (bill === undefined) return null;
  const { dollars, dollarsPerGigabyte, services } = bill;
  return (
    <p class="bill" role="group" aria-label="What AWS would bill">
      <strong>{formatDollars(dollars)}</strong> on AWS so far
      {dollarsPerGigabyte !== undefined && (
        <>
          , <strong>{formatDollars(dollarsPerGigabyte)}</strong> per GB without hours of shards
        </>
      )}
      {services.length > 0 && <span class="muted"> ({services.map(share(dollars)).join(', ')})</span>}
    </p>
  );
}

function share(total: number) {
  return ({ service, dollars }: RunningBill['services'][number]): string =>
    `${service} ${Math.round((100 * dollars) / total)} %`;
}
