import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';

/** A tab and its panel. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  /** A count that needs attention. */
  readonly badge?: number;
  readonly content: () => ComponentChildren;
}

/** Panels behind tabs. Arrow keys, Home and End move between tabs: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const [selectedId, select] = useState(tabs[0]?.id);
  const list = useRef<HTMLDivElement>(null);
  const selected = tabs.find(({ id }) => id === selectedId);
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const target =
      tabs[
        targetIndex(
          event.key,
          tabs.findIndex(({ id }) => id === selectedId),
          tabs.length,
        )
      ];
    if (target === undefined) return;
    event.preventDefault();
    select(target.id);
    list.current?.querySelector<HTMLElement>(`#tab-${target.id}`)?.focus();
  };
  return (
    <section class="card tabs" aria-label={label}>
      <div role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ id, label: name, badge }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === selectedId}
            aria-controls={`panel-${id}`}
            tabIndex={id === selectedId ? 0 : -1}
            onClick={() => {
              select(id);
            }}
          >
            {name}
            {badge !== undefined && <span class="badge">{badge}</span>}
          </button>
        ))}
      </div>
      {tabs.map(({ id }) => (
        <div
          key={id}
          role="tabpanel"
          id={`panel-${id}`}
          aria-labelledby={`tab-${id}`}
          hidden={id !== selectedId}
        >
          {id === selectedId && selected?.content()}
        </div>
      ))}
    </section>
  );
}

/** Index of the tab that a key selects, or -1. */
function targetIndex(key: string, current: number, count: number): number {
  if (key === 'ArrowRight') return (current + 1) % count;
  if (key === 'ArrowLeft') return (current + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : -1;
}
