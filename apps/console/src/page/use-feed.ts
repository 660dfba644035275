import { useEffect, useState } from 'preact/hooks';
import type { Feed } from '../contract/feed.js';

const maxLogLines = 2_000;
const maxSamples = 180;

/** Current state of the feed. */
export interface FeedState extends Omit<Feed, 'picture' | 'bill'> {
  readonly isConnected: boolean;
  /** Absent until the server's first event. */
  readonly picture: Feed['picture'] | undefined;
  readonly bill: Feed['bill'] | undefined;
}

const nothingYet: FeedState = {
  isConnected: false,
  picture: undefined,
  bill: undefined,
  files: [],
  failures: [],
  faults: [],
  samples: [],
  logs: [],
};

/** Subscribes to the server's events; the browser reconnects by itself. */
export function useFeed(): FeedState {
  const [state, setState] = useState(nothingYet);
  useEffect(() => {
    const source = new EventSource('/api/feed');
    const on = <Topic extends keyof Feed>(
      topic: Topic,
      reduce: (old: FeedState, content: Feed[Topic]) => FeedState,
    ) => {
      source.addEventListener(topic, ({ data }: MessageEvent<string>) => {
        const content = JSON.parse(data) as Feed[Topic];
        setState((old) => reduce(old, content));
      });
    };
    // A new connection sends all samples and logs again.
    source.addEventListener('open', () => {
      setState((old) => ({ ...old, isConnected: true, samples: [], logs: [] }));
    });
    source.addEventListener('error', () => {
      setState((old) => ({ ...old, isConnected: false }));
    });
    on('picture', (old, picture) => ({ ...old, picture }));
    on('files', (old, files) => ({ ...old, files }));
    on('failures', (old, failures) => ({ ...old, failures }));
    on('faults', (old, faults) => ({ ...old, faults }));
    on('bill', (old, bill) => ({ ...old, bill }));
    on('samples', (old, added) => ({ ...old, samples: [...old.samples, ...added].slice(-maxSamples) }));
    on('logs', (old, added) => ({ ...old, logs: [...old.logs, ...added].slice(-maxLogLines) }));
    return () => {
      source.close();
    };
  }, []);
  return state;
}
