import type { PipelineShape } from '../../contract/pipeline-shape.js';
import type { Theme } from './use-theme.js';

/** The page's head: what runs, where, whether the page is connected, and the switch of the theme. */
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
        {isConnected ? 'Live' : 'Not connected, trying again'}
      </p>
      <button type="button" class="quiet" onClick={onToggleTheme}>
        {theme === 'dark' ? 'Light theme' : 'Dark theme'}
      </button>
    </header>
  );
}
