import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A dialog over the page; Escape and its Close button end it. Whatever ends it, what had the focus before has it again. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  const isGone = useRef(false);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      isGone.current = true;
      // One that is removed, and not closed, keeps the focus to itself.
      dialog?.close();
      if (before instanceof HTMLElement && document.activeElement === document.body) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby="dialog-title"
      onClose={() => {
        if (!isGone.current) props.onClose();
      }}
    >
      <header>
        <h2 id="dialog-title">{props.title}</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={() => element.current?.close()}>
          ✕
        </button>
      </header>
      {props.children}
    </dialog>
  );
}

interface Question {
  title: string;
  /** What goes, and whether it comes back. */
  text: string;
  /** The verb of the button that does it. */
  action: string;
  answer: (isConfirmed: boolean) => void;
}

const question = signal<Question | undefined>(undefined);

/** Asks once before something that cannot be taken back. */
export function confirm(asked: Omit<Question, 'answer'>): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = { ...asked, answer: resolve };
  });
}

export function Confirmation() {
  const asked = question.value;
  if (asked === undefined) return null;
  const finish = (isConfirmed: boolean) => {
    question.value = undefined;
    asked.answer(isConfirmed);
  };
  return (
    <Dialog
      title={asked.title}
      onClose={() => {
        finish(false);
      }}
    >
      <p>{asked.text}</p>
      <div class="acts end">
        <button type="button" onClick={() => finish(false)}>
          Cancel
        </button>
        <button type="button" class="danger" onClick={() => finish(true)}>
          {asked.action}
        </button>
      </div>
    </Dialog>
  );
}
