import { useState } from 'preact/hooks';
import { complain } from './toast';
import { type Resource, useResource } from './use-resource';

interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
}

/** A list that is read a page at a time, as far as one asks for more. */
export function usePages<Row>(
  load: (cursor: string | undefined) => Promise<Page<Row>>,
  inputs: readonly unknown[] = [],
): Resource<Page<Row>> & { more: () => void; isMore: boolean } {
  const pages = useResource(() => load(undefined), inputs);
  const [isBusy, setBusy] = useState(false);
  const cursor = pages.data?.next_cursor ?? null;
  const more = () => {
    if (cursor === null || isBusy) return;
    setBusy(true);
    load(cursor)
      .then((next) => pages.set({ data: [...(pages.data?.data ?? []), ...next.data], next_cursor: next.next_cursor }))
      .catch(complain)
      .finally(() => setBusy(false));
  };
  return { ...pages, more, isMore: cursor !== null };
}
