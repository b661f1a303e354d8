import { readError, UnreachableError } from '../api/errors';
import { sessionEnded } from '../app/session-state';
import { chosenEncodings } from './encodings';
import { type Import, type Mapping, type OnDuplicate, sentFiles } from './import';

export interface UploadOptions {
  isDryRun: boolean;
  mapping?: Mapping | undefined;
  onDuplicate?: OnDuplicate | undefined;
  signal?: AbortSignal | undefined;
  /** How much of the file is sent, from 0 to 1. */
  onSent?: (share: number) => void;
}

/**
 * Sends a file, and reads what it would do, or has done. Not by `fetch`, which does not say how much of a file is sent.
 * @throws ApiError, UnreachableError; a DOMException if `signal` aborts
 */
export async function upload(file: File, options: UploadOptions): Promise<Import> {
  const { isDryRun, mapping, onDuplicate } = options;
  const query = new URLSearchParams({ dry_run: String(isDryRun) });
  if (isDryRun) query.set('wait', 'true');
  if (mapping !== undefined) query.set('mapping', JSON.stringify(mapping));
  if (onDuplicate !== undefined) query.set('on_duplicate', onDuplicate);
  const encoding = chosenEncodings.get(file);
  if (encoding !== undefined) query.set('encoding', encoding);
  const form = new FormData();
  form.append('file', file, file.name);
  const response = await send(`/api/v1/imports?${query.toString()}`, form, options);
  if (response.status === 401) sessionEnded();
  if (!response.ok) throw await readError(response);
  const answer = (await response.json()) as Import;
  sentFiles.set(answer.id, file);
  return answer;
}

function send(url: string, body: FormData, { signal, onSent }: UploadOptions): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('x-sales-agent-console', '1');
    request.upload.onprogress = ({ loaded, total }) => onSent?.(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      const id = request.getResponseHeader('x-request-id');
      const headers = id === null ? undefined : { 'x-request-id': id };
      resolve(new Response(request.responseText, { status: request.status, headers }));
    };
    request.onerror = () => reject(new UnreachableError());
    request.onabort = () => reject(new DOMException('The upload was stopped', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
