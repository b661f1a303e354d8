import { sessionEnded } from '../app/session-state';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** The service says something at least every 15 s. */
const LONGEST_SILENCE_MS = 40_000;

interface Watcher<Data> {
  signal: AbortSignal;
  onEvent: (data: Data) => void;
  /** Whether there is no connection now. */
  onLost: (isLost: boolean) => void;
  /** Whether nothing comes after `data`. */
  isOver: (data: Data) => boolean;
}

interface Position {
  lastId?: string;
  isOver: boolean;
}

/**
 * Reads server-sent events until nothing more will come. A connection that is lost, or silent for too long, is taken up again
 * where it was, by `Last-Event-ID`. A stream that is refused ends.
 */
export async function watch<Data>(url: string, watcher: Watcher<Data>): Promise<void> {
  const position: Position = { isOver: false };
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
    try {
      await read(url, watcher, position, () => (pause = FIRST_PAUSE_MS));
    } catch {
      // Whatever broke the connection, the next attempt tells.
    }
    if (watcher.signal.aborted || position.isOver) return;
    watcher.onLost(true);
    await sleep(pause, watcher.signal);
  }
}

async function read<Data>(
  url: string,
  { signal, onEvent, onLost, isOver }: Watcher<Data>,
  position: Position,
  onNews: () => void,
): Promise<void> {
  const { lastId } = position;
  const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
  const silence = new AbortController();
  const response = await fetch(url, { headers, signal: AbortSignal.any([signal, silence.signal]) });
  if (response.status === 401) sessionEnded();
  position.isOver = response.status === 204 || (response.status >= 400 && response.status < 500);
  if (!response.ok || response.body === null) return;
  onLost(false);
  let timer = setTimeout(() => silence.abort(), LONGEST_SILENCE_MS);
  const onBytes = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), LONGEST_SILENCE_MS);
  };
  try {
    for await (const { id, data } of eventsOf(response.body, onBytes)) {
      if (id !== undefined) position.lastId = id;
      onNews();
      const value = JSON.parse(data) as Data;
      onEvent(value);
      position.isOver ||= isOver(value);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Events with data; comments, which keep the connection open, are left out. */
async function* eventsOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onBytes: () => void,
): AsyncGenerator<{ id: string | undefined; data: string }> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ''; ;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBytes();
    const events = (rest + value).split(/\r?\n\r?\n/);
    rest = events.pop() ?? '';
    for (const event of events) {
      const fields = event.split(/\r?\n/);
      const data = fields.filter((field) => field.startsWith('data:')).map((field) => field.slice(5).trimStart());
      const id = fields.find((field) => field.startsWith('id:'));
      if (data.length > 0) yield { id: id?.slice(3).trim(), data: data.join('\n') };
    }
  }
}

/** Ends early when the machine is connected to a network again. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      removeEventListener('online', wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    addEventListener('online', wake);
    signal.addEventListener('abort', wake);
  });
}
