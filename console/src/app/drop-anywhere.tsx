import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { linkTo, goTo } from './route';
import { may } from './session-state';

/** A file that was dropped, until the view of imports takes it. */
export const droppedFile = signal<File | undefined>(undefined);

/** Takes a file that is dropped anywhere to the view of imports, and says so while it hovers. */
export function DropAnywhere() {
  const [isOver, setOver] = useState(false);
  const canImport = may('leads:write');
  useEffect(() => (canImport ? listen(setOver) : undefined), [canImport]);
  if (!isOver) return null;
  return (
    <div class="drop-cover" aria-hidden="true">
      <p>Drop the file to see what it would import</p>
    </div>
  );
}

function listen(setOver: (isOver: boolean) => void): () => void {
  const controller = new AbortController();
  const { signal: abort } = controller;
  const over = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    setOver(true);
  };
  addEventListener('dragenter', over, { signal: abort });
  addEventListener('dragover', over, { signal: abort });
  addEventListener(
    'dragleave',
    (event) => {
      // Of the window; moves from one element to another have the other one.
      if (event.relatedTarget === null) setOver(false);
    },
    { signal: abort },
  );
  addEventListener(
    'drop',
    (event) => {
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file === undefined) return;
      event.preventDefault();
      droppedFile.value = file;
      goTo(linkTo('import'));
    },
    { signal: abort },
  );
  return () => controller.abort();
}
