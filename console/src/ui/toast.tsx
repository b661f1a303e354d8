import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { addShortcuts } from '../app/keyboard';
import { adviceOn } from './advice';
import { inWords } from './in-words';
import { asApiError } from './use-resource';
import { isAbort } from '../api/client';

interface Toast {
  id: number;
  text: string;
  isError: boolean;
  undo?: () => void;
}

const SHOWN_MS = 6_000;
const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

function show(toast: Omit<Toast, 'id'>): void {
  const id = ++lastId;
  toasts.value = [...toasts.value.slice(-3), { ...toast, id }];
  setTimeout(
    () => close({ id }),
    // What asks for something is read first.
    toast.isError || toast.undo !== undefined ? 3 * SHOWN_MS : SHOWN_MS,
  );
}

/** Says what was done, with a way back where that is cheap. */
export function say(text: string, undo?: () => void): void {
  show({ text, isError: false, ...(undo === undefined ? {} : { undo }) });
}

/** Says why something was not done. */
export function complain(error: unknown): void {
  if (isAbort(error)) return;
  const failure = asApiError(error);
  const text = [inWords(failure.message), adviceOn(failure)].filter((part) => part !== '').join(' ');
  show({ text: failure.requestId === undefined ? text : `${text} (request ${failure.requestId})`, isError: true });
}

/** Takes back what a toast tells of; it goes with that. */
function takeBack(toast: Toast): void {
  close(toast);
  toast.undo?.();
}

function close({ id }: Pick<Toast, 'id'>): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

export function Toasts() {
  const last = toasts.value.findLast(({ undo }) => undo !== undefined);
  useEffect(
    () => last && addShortcuts([{ key: 'u', does: 'Undo what was done last', run: () => takeBack(last) }]),
    [last],
  );
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={toast.isError ? 'toast bad' : 'toast'}>
          <span>{toast.text}</span>
          {toast.undo !== undefined && (
            <button type="button" onClick={() => takeBack(toast)}>
              Undo
            </button>
          )}
          <button type="button" class="quiet" aria-label="Close the message" onClick={() => close(toast)}>
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
