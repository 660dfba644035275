import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { PipelineShape } from '../contract/pipeline.js';

/** The page header: stack, endpoint, connection state and theme switch. */
export function PageHeader({
  shape,
  isConnected,
  theme,
  onToggleTheme,
}: {
  readonly shape: PipelineShape;
  readonly isConnected: boolean;
  readonly theme: Theme;
  readonly onToggleTheme: () => void;
}) {
  return (
    <header class="page-header">
      <h1>
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <path d="M3 8c4.500 0 4.500 4 9 4s4.500-4 9-4M3 14c4.500 0 4.500 4 9 4s4.500-4 9-4" />
        </svg>
        Headwaters
      </h1>
      <p class="page-header-stack">
        <strong>{shape.stackName}</strong>
        <span class="muted page-header-endpoint">
          AWS endpoint <span class="mono">{shape.endpoint}</span>
        </span>
      </p>
      <p class={isConnected ? 'live' : 'live live-lost'} role="status">
        {isConnected ? 'Live' : 'Disconnected, reconnecting'}
      </p>
      <button type="button" class="quiet" onClick={onToggleTheme}>
        {theme === 'dark' ? 'Light theme' : 'Dark theme'}
      </button>
    </header>
  );
}

/** Color theme of the page. */
export type Theme = 'light' | 'dark';

const storageKey = 'headwaters-theme';
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

/** The theme: the system's until the user chooses one. The choice is stored in this browser. */
export function useTheme(): readonly [Theme, () => void] {
  const [chosen, setChosen] = useState(() => asTheme(localStorage.getItem(storageKey)));
  const [system, setSystem] = useState<Theme>(darkSystem.matches ? 'dark' : 'light');
  const theme = chosen ?? system;
  useEffect(() => {
    const follow = (): void => {
      setSystem(darkSystem.matches ? 'dark' : 'light');
    };
    darkSystem.addEventListener('change', follow);
    return () => {
      darkSystem.removeEventListener('change', follow);
    };
  }, []);
  // Runs before the effects that draw in the theme's colors.
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const toggle = (): void => {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(storageKey, next);
    setChosen(next);
  };
  return [theme, toggle];
}

function asTheme(text: string | null): Theme | undefined {
  return text === 'light' || text === 'dark' ? text : undefined;
}
