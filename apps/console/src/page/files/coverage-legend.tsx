const states = [
  ['accepted', 'accepted'],
  ['under-way', 'under way'],
  ['dead-lettered', 'given up'],
  ['complete', 'complete'],
] as const;

/** What the colours of the coverage bars mean, and where they come from. */
export function CoverageLegend() {
  return (
    <ul class="legend" aria-label="Bytes of a file at each consumer, as the ledger tells it">
      {states.map(([state, words]) => (
        <li key={state}>
          <span class={`legend-swatch coverage-${state}`} aria-hidden="true" /> {words}
        </li>
      ))}
    </ul>
  );
}
