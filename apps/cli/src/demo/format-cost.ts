import { type Bill, costByService } from '@headwaters/bill';

/** Smallest share of a service that is named, in percent. */
const minPercent = 1;

/** Formats a bill as one line: the total, then the share of each service that has at least 1 %, the largest first. */
export function formatCost(bill: Bill): string {
  const shares = costByService(bill)
    .map(({ service, dollars }) => ({ service, percent: Math.round((100 * dollars) / bill.dollars) }))
    .filter(({ percent }) => percent >= minPercent)
    .map(({ service, percent }) => `${service} ${percent} %`);
  const described = shares.length === 0 ? '' : ` (${shares.join(', ')})`;
  return `this would have cost ${formatDollars(bill.dollars)} on AWS${described}`;
}

const cents = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const small = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumSignificantDigits: 2,
});

/** Below a dollar, two significant digits: a run costs thousandths. */
function formatDollars(amount: number): string {
  return (amount < 1 ? small : cents).format(amount);
}
