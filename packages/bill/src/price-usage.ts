import { type Usage, type UsageItem, priceList } from './price-list.js';

/** An item of a bill. */
export interface BillItem {
  readonly item: UsageItem;
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
  const items = (Object.keys(priceList) as UsageItem[]).flatMap((item): BillItem[] => {
    const quantity = usage[item] ?? 0;
    if (quantity === 0) return [];
    const { name, unit, dollarsPerUnit } = priceList[item];
    return [{ item, name, quantity, unit, dollars: quantity * dollarsPerUnit }];
  });
  items.sort((a, b) => b.dollars - a.dollars);
  return { dollars: items.reduce((sum, { dollars }) => sum + dollars, 0), items };
}
