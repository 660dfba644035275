/** Private use characters (Unicode, chapter 23.5): no policy, ARN or name contains them. */
const start = '\uE000';
const end = '\uE001';
const unique = '\uE004';

/**
 * A part of a string that is unknown before a deployment, such as the account in an ARN. Two parts with the same name are the
 * same text; with different names, they may be equal or not.
 *
 * @example `arn:aws:kinesis:${unknownText('region')}:${unknownText('account')}:stream/orders`
 */
export function unknownText(name: string): string {
  return `${start}${name}${end}`;
}

/**
 * An unknown part, such as the id of a key that does not exist yet, that differs from each unique one with another name. It is
 * not empty and contains no colon and no slash.
 */
export function uniqueText(name: string): string {
  return unknownText(unique + name);
}

/** Whether an item is a {@link uniqueText}. */
export function isUniqueText(item: string): boolean {
  return item.startsWith(start + unique);
}

/** Whether a part of a string is unknown. */
export function hasUnknownText(text: string): boolean {
  return text.includes(start);
}

/** The characters of a string. An unknown part is one item, with its markers. */
export function splitText(text: string): string[] {
  return [...text.matchAll(/\uE000[^\uE001]*\uE001|./gsu)].map(([item]) => item);
}

/** Lower case. Unknown parts keep their names. */
export function toLowerCaseText(text: string): string {
  if (!hasUnknownText(text)) return text.toLowerCase();
  return splitText(text)
    .map((item) => (hasUnknownText(item) ? item : item.toLowerCase()))
    .join('');
}
