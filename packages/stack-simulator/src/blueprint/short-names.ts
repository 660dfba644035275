/** Names without what they all begin with, up to a hyphen, for narrow lines. A single name stays whole. */
export function shortNames(names: readonly string[]): Map<string, string> {
  const words = names.map((name) => name.split('-'));
  const [first = [], ...others] = words;
  const differs = first.findIndex((word, index) => others.some((other) => other[index] !== word));
  const shared = others.length === 0 ? 0 : Math.max(differs, 0);
  return new Map(names.map((name, index) => [name, words[index]?.slice(shared).join('-') ?? name]));
}
