import { signal } from '@preact/signals';

/** What a key does, in the view that is shown. */
export interface Shortcut {
  key: string;
  does: string;
  run: () => void;
}

const active = signal<readonly (readonly Shortcut[])[]>([]);

export const shortcuts = active;

/** Adds keys until the returned function is called; of two with the same key, the later one counts. */
export function addShortcuts(added: readonly Shortcut[]): () => void {
  active.value = [...active.peek(), added];
  return () => {
    active.value = active.peek().filter((one) => one !== added);
  };
}

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target) && event.key !== 'Escape') return;
  // An open dialog has keys of its own.
  if (document.querySelector('dialog[open]') !== null) return;
  // Enter and space belong to what has the focus.
  if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.matches('button, a, summary'))
    return;
  const shortcut = active
    .peek()
    .flat()
    .findLast(({ key }) => key === event.key);
  if (shortcut === undefined) return;
  event.preventDefault();
  shortcut.run();
});

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');
}
