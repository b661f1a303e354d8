import { useEffect, useRef, useState } from 'preact/hooks';
import { isAbort } from '../api/client';
import type { ApiError } from '../api/errors';
import { asApiError } from '../ui/use-resource';
import type { Import } from './import';
import { upload, type UploadOptions } from './upload';

export interface Upload {
  /** How much is sent, from 0 to 1; `undefined` while nothing is. */
  sent: number | undefined;
  error: ApiError | undefined;
  /** The one that was sent last. */
  file: File | undefined;
  /** Sends a file, in place of one that is being sent. */
  start: (file: File, options: Omit<UploadOptions, 'signal' | 'onSent'>) => void;
  /** The same once more, after an error. */
  retry: () => void;
  stop: () => void;
}

/** Sends one file at a time, and warns those who leave the page meanwhile. */
export function useUpload(onDone: (answer: Import) => void): Upload {
  const [sent, setSent] = useState<number>();
  const [error, setError] = useState<ApiError>();
  const controller = useRef(new AbortController());
  const last = useRef<() => void>(() => undefined);
  const file = useRef<File | undefined>(undefined);
  const isBusy = sent !== undefined;
  useEffect(() => () => controller.current.abort(), []);
  useEffect(() => {
    if (!isBusy) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isBusy]);

  const start: Upload['start'] = (next, options) => {
    controller.current.abort();
    controller.current = new AbortController();
    const { signal } = controller.current;
    last.current = () => start(next, options);
    file.current = next;
    setError(undefined);
    setSent(0);
    upload(next, { ...options, signal, onSent: setSent }).then(
      (answer) => {
        if (signal.aborted) return;
        setSent(undefined);
        onDone(answer);
      },
      (failure: unknown) => {
        if (signal.aborted || isAbort(failure)) return;
        setSent(undefined);
        setError(asApiError(failure));
      },
    );
  };
  const stop = () => {
    controller.current.abort();
    setSent(undefined);
  };
  return { sent, error, file: file.current, start, retry: () => last.current(), stop };
}
