import { useEffect, useState } from 'preact/hooks';
import { watch } from '../api/event-stream';

/**
 * Follows the events of `url` as long as there is one, and says whether the connection is lost.
 * @param isOver whether nothing comes after an event
 */
export function useLive<Data>(
  url: string | undefined,
  onEvent: (data: Data) => void,
  isOver: (data: Data) => boolean,
): boolean {
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    setLost(false);
    if (url === undefined) return undefined;
    const controller = new AbortController();
    void watch<Data>(url, { signal: controller.signal, onEvent, onLost: setLost, isOver });
    return () => controller.abort();
  }, [url]);
  return isLost;
}
