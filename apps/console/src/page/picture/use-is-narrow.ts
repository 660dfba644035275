import { useEffect, useState } from 'preact/hooks';

const narrowScreen = matchMedia('(max-width: 820px)');

/** Whether the page is too narrow for things side by side. */
export function useIsNarrow(): boolean {
  const [isNarrow, set] = useState(narrowScreen.matches);
  useEffect(() => {
    const follow = (): void => {
      set(narrowScreen.matches);
    };
    narrowScreen.addEventListener('change', follow);
    return () => {
      narrowScreen.removeEventListener('change', follow);
    };
  }, []);
  return isNarrow;
}
