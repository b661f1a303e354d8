/** Takes a file by a click, or by the keyboard; those that are dropped come by the page. */
export function FilePicker({ onFile, title = 'Drop a file here, or choose one' }: Props) {
  return (
    <label class="drop">
      <b>{title}</b>
      <span class="soft">
        CSV, Excel (.xlsx) or NDJSON, as CRMs and spreadsheets export them. You see what it would do before anything is
        stored.
      </span>
      <input
        type="file"
        accept=".csv,.tsv,.txt,.xlsx,.ndjson,.jsonl,.json"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) onFile(file);
          // The same file can be chosen again, once it is mended.
          currentTarget.value = '';
        }}
      />
    </label>
  );
}

interface Props {
  onFile: (file: File) => void;
  title?: string;
}
