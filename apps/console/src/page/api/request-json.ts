import type { PipelineShape } from '../../contract/pipeline.js';

/** Options of {@link requestJson}. */
interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Required for every method but GET. */
  readonly csrfToken?: string;
  /** An object is sent as JSON, a blob unchanged. */
  readonly body?: object | Blob;
  readonly signal?: AbortSignal;
}

/**
 * Sends a request to the console's server.
 *
 * @param path - Path below `/api/`.
 * @throws Error with the server's message if the status is not 2xx.
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
    return text === '' ? `The server returned HTTP ${response.status}.` : text;
  }
}

/** Loads the parts of the pipeline. */
export function loadShape(): Promise<PipelineShape> {
  return requestJson<PipelineShape>('pipeline');
}
