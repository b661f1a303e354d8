import { signal } from '@preact/signals';
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
    () => {
      toasts.value = toasts.value.filter((one) => one.id !== id);
    },
    toast.isError ? 3 * SHOWN_MS : SHOWN_MS,
  );
}

/** Says what was done, with a way back where that is cheap. */
export function say(text: string, undo?: () => void): void {
  show({ text, isError: false, ...(undo === undefined ? {} : { undo }) });
}

/** Says why something was not done. */
export function complain(error: unknown): void {
  if (isAbort(error)) return;
  const { message, requestId } = asApiError(error);
  show({ text: requestId === undefined ? message : `${message} (request ${requestId})`, isError: true });
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, isError, undo }) => (
        <div key={id} class={isError ? 'toast bad' : 'toast'}>
          <span>{text}</span>
          {undo !== undefined && (
            <button
              type="button"
              onClick={() => {
                toasts.value = toasts.value.filter((one) => one.id !== id);
                undo();
              }}
            >
              Undo
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
