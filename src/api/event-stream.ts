/**
 * Headers of every stream of server-sent events: no cache may keep it, and no proxy may hold it back to compress it
 * (`no-transform`) or to fill a buffer (`x-accel-buffering`, which nginx reads).
 */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;
