import { useState } from 'preact/hooks';
import { chosenEncodings, ENCODINGS } from './encodings';
import type { Upload } from './use-upload';

/** Asks for the language of a file whose letters do not tell its encoding, and sends it again. */
export function EncodingChoice({ upload: { file, retry } }: { upload: Upload }) {
  const [name, setName] = useState('');
  if (file === undefined) return null;
  const readAgain = (event: Event) => {
    event.preventDefault();
    chosenEncodings.set(file, name);
    retry();
  };
  return (
    <form class="card" onSubmit={readAgain}>
      <div class="fields">
        <label>
          Letters of the file
          <select required value={name} onChange={({ currentTarget }) => setName(currentTarget.value)}>
            <option value="">Choose</option>
            {ENCODINGS.map(([value, label]) => (
              <option key={value} value={value}>
                {label} ({value})
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="acts">
        <button type="submit" class="primary" disabled={name === ''}>
          Read it so
        </button>
      </div>
    </form>
  );
}
