import { useState } from 'preact/hooks';

interface Props {
  label: string;
  words: readonly string[];
  onChange: (words: string[]) => void;
  isDisabled?: boolean;
}

/** A list of words and phrases, added by Enter or a comma, and removed one by one. */
export function WordList({ label, words, onChange, isDisabled = false }: Props) {
  const [text, setText] = useState('');
  const add = () => {
    const added = text
      .split(/[,;\n]/)
      .map((one) => one.trim())
      .filter((one) => one !== '' && !words.includes(one));
    if (added.length > 0) onChange([...words, ...added]);
    setText('');
  };
  return (
    <div class="words" role="group" aria-label={label}>
      {words.map((word) => (
        <span key={word} class="chip">
          {word}
          {!isDisabled && (
            <button
              type="button"
              aria-label={`Remove ${word}`}
              onClick={() => onChange(words.filter((one) => one !== word))}
            >
              ✕
            </button>
          )}
        </span>
      ))}
      {!isDisabled && (
        <input
          aria-label={`Add to ${label}`}
          placeholder="Add…"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== ',') return;
            event.preventDefault();
            add();
          }}
        />
      )}
    </div>
  );
}
