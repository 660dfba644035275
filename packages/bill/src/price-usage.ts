import { type Service, type Usage, type UsageItem, priceList } from './price-list.js';

/** An item of a bill. */
export interface BillItem {
  readonly item: UsageItem;
  readonly service: Service;
  readonly name: string;
  readonly quantity: number;
  readonly unit: string;
  readonly dollars: number;
}

/** What AWS would bill, in US dollars, the largest item first. */
export interface Bill {
  readonly dollars: number;
  readonly items: readonly BillItem[];
}

/** Prices use. Items that are not used are left out. */
export function priceUsage(usage: Usage): Bill {
  const items = usageItems.flatMap((item): BillItem[] => {
    const quantity = usage[item] ?? 0;
    if (quantity === 0) return [];
    const { service, name, unit, dollarsPerUnit } = priceList[item];
    return [{ item, service, name, quantity, unit, dollars: quantity * dollarsPerUnit }];
  });
  items.sort((a, b) => b.dollars - a.dollars);
  return { dollars: items.reduce((sum, { dollars }) => sum + dollars, 0), items };
}

const usageItems = Object.keys(priceList) as UsageItem[];

/** Adds up use, item by item. */
export function addUsage(...usages: readonly Usage[]): Usage {
  const sum: Partial<Record<UsageItem, number>> = {};
  for (const usage of usages)
    for (const item of usageItems) {
      const quantity = usage[item] ?? 0;
      if (quantity !== 0) sum[item] = (sum[item] ?? 0) + quantity;
    }
  return sum;
}

/** Multiplies the quantity of each item, for example from a sample to a TB. */
export function scaleUsage(usage: Usage, factor: number): Usage {
  return Object.fromEntries(Object.entries(usage).map(([item, quantity]) => [item, quantity * factor]));
}

/** Cost of a service on a bill, in US dollars. */
export interface ServiceCost {
  readonly service: Service;
  readonly dollars: number;
}

/** Adds up a bill by service, the largest first. */
export function costByService({ items }: Pick<Bill, 'items'>): readonly ServiceCost[] {
  const sums = new Map<Service, number>();
  for (const { service, dollars } of items) sums.set(service, (sums.get(service) ?? 0) + dollars);
  return [...sums].map(([service, dollars]) => ({ service, dollars })).sort((a, b) => b.dollars - a.dollars);
}
