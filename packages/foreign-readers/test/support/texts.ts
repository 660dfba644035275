/** Lines with what other programs get wrong: an empty one, non-ASCII, a quote, a carriage return, what looks like base64. */
export const lines: readonly string[] = [
  ...Array.from({ length: 120 }, (_, index) => `line ${index}: é € 😀 "quoted" ${'x'.repeat(index % 60)}`),
  '',
  'ends with a carriage return\r',
  'SGVhZHdhdGVycw==',
  ' leading and trailing spaces ',
];

/** The lines as a file, the last one without a line end. */
export const text = lines.join('\n');

/** One JSON document a line. */
export const jsonLines: readonly string[] = Array.from({ length: 100 }, (_, number) =>
  JSON.stringify({
    number,
    level: number % 10 === 0 ? 'error' : 'info',
    user: { id: `u${number % 7}` },
    note: 'é "😀"',
  }),
);
