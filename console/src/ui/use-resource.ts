import { useCallback, useEffect, useState } from 'preact/hooks';
import { isAbort } from '../api/client';
import { ApiError } from '../api/errors';
import { signIns } from '../app/session-state';

export interface Resource<Data> {
  data: Data | undefined;
  error: ApiError | undefined;
  isLoading: boolean;
  reload: () => void;
  set: (data: Data) => void;
}

/**
 * What `load` answers, again whenever one of `inputs` changes; until then what it answered before.
 * @param inputs texts and numbers that `load` depends on
 */
export function useResource<Data>(
  load: (signal: AbortSignal) => Promise<Data>,
  inputs: readonly unknown[],
): Resource<Data> {
  const [state, setState] = useState<{ data?: Data; error?: ApiError; isLoading: boolean }>({ isLoading: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setState(({ data }) => ({ ...(data === undefined ? {} : { data }), isLoading: true }));
    load(controller.signal).then(
      (data) => !controller.signal.aborted && setState({ data, isLoading: false }),
      (error: unknown) => {
        if (controller.signal.aborted || isAbort(error)) return;
        setState(({ data }) => ({
          ...(data === undefined ? {} : { data }),
          error: asApiError(error),
          isLoading: false,
        }));
      },
    );
    return () => {
      controller.abort();
    };
  }, [...inputs, turn, signIns.value]);
  const reload = useCallback(() => {
    setTurn((last) => last + 1);
  }, []);
  const set = useCallback((data: Data) => {
    setState({ data, isLoading: false });
  }, []);
  return { data: state.data, error: state.error, isLoading: state.isLoading, reload, set };
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError('CONSOLE', error instanceof Error ? error.message : String(error), 0, undefined);
}
