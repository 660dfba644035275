import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** What the page is drawn in. */
export type Theme = 'light' | 'dark';

const storageKey = 'headwaters-theme';
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

/** The theme: the system's, until a person chooses; the choice is kept in this browser. */
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
  // Before the effects of what is drawn in the theme's colours.
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
