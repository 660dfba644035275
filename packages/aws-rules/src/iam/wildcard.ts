import { answerOf, type Answer } from '../answer.js';
import { hasUnknownText, isUniqueText, splitText } from './unknown-text.js';

/**
 * Whether an IAM pattern matches a string: `*` is any number of characters, also colons and slashes; `?` is one character.
 * Case-sensitive. Both may contain unknown parts.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html.
 */
export function matchesWildcard(pattern: string, value: string): Answer {
  if (!hasUnknownText(pattern) && !hasUnknownText(value)) return answerOf(matchesKnown(pattern, value));
  return matchItems(toPatternItems(pattern), toValueItems(value));
}

/** Two strings without wildcards. */
export function equalsText(one: string, other: string): Answer {
  if (!hasUnknownText(one) && !hasUnknownText(other)) return answerOf(unescapeWildcards(one) === other);
  return matchItems(splitText(one).map(toLiteral), toValueItems(other));
}

function unescapeWildcards(text: string): string {
  return text.replaceAll(/[\uE002\uE003]/g, (character) => escapedCharacters.get(character) ?? character);
}

/** Without unknown parts, which is so for each call of a local run: character by character, back to the last `*` at a difference. */
function matchesKnown(pattern: string, value: string): boolean {
  let [at, position] = [0, 0];
  let lastStar: { readonly at: number; position: number } | undefined;
  while (position < value.length) {
    const item = pattern[at] ?? '';
    if (item === '*') {
      lastStar = { at, position };
      at += 1;
    } else if (item === '?' || (item !== '' && (escapedCharacters.get(item) ?? item) === value[position])) {
      at += 1;
      position += item === '?' ? characterLength(value, position) : 1;
    } else if (lastStar !== undefined) {
      lastStar.position += 1;
      [at, position] = [lastStar.at + 1, lastStar.position];
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}

/** Characters beyond the first 65,536 of Unicode take two places in a string. */
function characterLength(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

interface PatternItem {
  readonly kind: 'any' | 'one' | 'literal' | 'unknown' | 'unique';
  readonly text: string;
}

function toPatternItems(pattern: string): PatternItem[] {
  return splitText(pattern.replaceAll(/\*+/g, '*')).map((text) => {
    if (text === '*') return { kind: 'any', text };
    return text === '?' ? { kind: 'one', text } : toLiteral(text);
  });
}

interface ValueItem {
  readonly text: string;
  readonly isUnknown: boolean;
  readonly isUnique: boolean;
  /** A unique part does not contain it. */
  readonly isSeparator: boolean;
}

function toValueItems(value: string): ValueItem[] {
  return splitText(value).map((text) => ({
    text,
    isUnknown: hasUnknownText(text),
    isUnique: isUniqueText(text),
    isSeparator: text === ':' || text === '/',
  }));
}

function toLiteral(text: string): PatternItem {
  if (isUniqueText(text)) return { kind: 'unique', text };
  if (hasUnknownText(text)) return { kind: 'unknown', text };
  return { kind: 'literal', text: escapedCharacters.get(text) ?? text };
}

/** Private use characters that stand for wildcards which are meant as the characters themselves. */
const escapedCharacters = new Map([
  ['\uE002', '*'],
  ['\uE003', '?'],
]);

/** Makes wildcards in a string match themselves only. */
export function escapeWildcards(text: string): string {
  return text.replaceAll('*', '\uE002').replaceAll('?', '\uE003');
}

/** An answer as a number, because a long pattern needs millions: the largest of several is the best. */
type Rank = 0 | 1 | 2;
const [no, unknown, yes] = [0, 1, 2] as const;
const answers: readonly Answer[] = ['no', 'unknown', 'yes'];

/**
 * Item by item from the end: `ranks[j]` is whether the rest of the pattern matches the value from item `j`. So the time grows
 * with the product of the lengths, whatever the number of wildcards.
 */
function matchItems(pattern: readonly PatternItem[], value: readonly ValueItem[]): Answer {
  let ranks = endsOf(value);
  for (const item of pattern.toReversed()) ranks = matchItem(item, value, ranks);
  return answers[ranks[0] ?? no] ?? 'no';
}

/** The pattern has ended: what remains of the value must be nothing, or unknown parts that may be empty. */
function endsOf(value: readonly ValueItem[]): Rank[] {
  const ranks: Rank[] = Array.from({ length: value.length + 1 }, () => yes);
  for (let index = value.length - 1; index >= 0; index -= 1) {
    const mayBeEmpty = value[index]?.isUnknown === true && !value[index]?.isUnique;
    ranks[index] = mayBeEmpty ? atMostUnknown(ranks[index + 1] ?? no) : no;
  }
  return ranks;
}

/** The ranks for the pattern with one more item in front. `rest` are those without it. */
function matchItem(item: PatternItem, value: readonly ValueItem[], rest: readonly Rank[]): Rank[] {
  const ranks: Rank[] = Array.from({ length: value.length + 1 }, () => no);
  for (let index = value.length; index >= 0; index -= 1) {
    ranks[index] = matchOne(item, value[index], {
      here: rest[index] ?? no,
      after: rest[index + 1] ?? no,
      sameAfter: ranks[index + 1] ?? no,
    });
  }
  return ranks;
}

/** The ranks of what remains after a pair of items. */
interface Remaining {
  /** The pattern goes on, the value stays. */
  readonly here: Rank;
  /** Both go on. */
  readonly after: Rank;
  /** The pattern stays, the value goes on. */
  readonly sameAfter: Rank;
}

function matchOne(item: PatternItem, actual: ValueItem | undefined, remaining: Remaining): Rank {
  const { here, after, sameAfter } = remaining;
  if (item.kind === 'any') return best(here, sameAfter);
  if (item.kind === 'unique') return matchUnique(item, actual, remaining);
  if (item.kind === 'unknown') {
    return best(actual?.text === item.text ? after : no, atMostUnknown(best(here, sameAfter)));
  }
  if (actual === undefined) return no;
  if (!actual.isUnknown) return item.kind === 'one' || item.text === actual.text ? after : no;
  const isRefused = actual.isUnique && (item.text === ':' || item.text === '/');
  if (isRefused) return no;
  return atMostUnknown(best(best(here, after), actual.isUnique ? no : sameAfter));
}

function matchUnique(item: PatternItem, actual: ValueItem | undefined, remaining: Remaining): Rank {
  if (actual === undefined || actual.isSeparator) return no;
  if (actual.isUnique) return actual.text === item.text ? remaining.after : no;
  return atMostUnknown(best(remaining.after, remaining.sameAfter));
}

function best(one: Rank, other: Rank): Rank {
  return one > other ? one : other;
}

/** What holds only if an unknown part has the right value. */
function atMostUnknown(rank: Rank): Rank {
  return rank === yes ? unknown : rank;
}
