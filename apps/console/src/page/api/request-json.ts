import type { PipelineShape } from '../../contract/pipeline.js';

/** How to ask. */
interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Needed for everything but GET. */
  readonly csrfToken?: string;
  /** Sent as JSON, or as the bytes they are. */
  readonly body?: object | Blob;
  readonly signal?: AbortSignal;
}

/**
 * Asks the console's server.
 *
 * @param path - Below `/api/`.
 * @throws Error with the server's own message if it refuses.
 */
export async function requestJson<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', csrfToken, body, signal } = options;
  const isBytes = body instanceof Blob;
  const response = await fetch(`/api/${path}`, {
    method,
    headers: {
      ...(csrfToken !== undefined && { 'x-csrf-token': csrfToken }),
      ...(body !== undefined && {
        'content-type': isBytes ? 'application/octet-stream' : 'application/json',
      }),
    },
    ...(body !== undefined && { body: isBytes ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  if (!response.ok) throw new Error(await messageOf(response));
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

async function messageOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text === '' ? `The server answered ${response.status}.` : text;
  }
}

/** Asks what the pipeline is made of. */
export function loadShape(): Promise<PipelineShape> {
  return requestJson<PipelineShape>('pipeline');
}
