import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Dialog } from '../ui/dialog';
import { addShortcuts, shortcuts } from './keyboard';

const isShown = signal(false);

/** The keys of the view that is shown. */
export function KeysHelp() {
  useEffect(
    () =>
      addShortcuts([
        {
          key: '?',
          does: 'Show these keys',
          run: () => {
            isShown.value = true;
          },
        },
      ]),
    [],
  );
  if (!isShown.value) return null;
  return (
    <Dialog
      title="Keys"
      onClose={() => {
        isShown.value = false;
      }}
    >
      <dl class="keys">
        {shortcuts.value.flat().map(({ key, does }) => (
          <div key={key}>
            <dt>
              <kbd>{key === 'Escape' ? 'Esc' : key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
