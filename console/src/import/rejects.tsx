import { counted, whole } from '../ui/format';
import { inWords } from '../ui/in-words';
import type { Import } from './import';

/** The first refused rows of a preview, each with what is wrong with it. */
export function Rejects({ rejects, count }: { rejects: Import['rejects']; count: number }) {
  if (rejects.length === 0) return null;
  return (
    <section aria-label="Refused rows">
      <h2 class="caption">{counted(count, 'row')} would be refused</h2>
      <p class="soft">
        {rejects.length < count && `${whole(rejects.length)} of them are shown. `}All other rows are imported. You can
        mend these here afterwards, or in the file now.
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Refused rows, as a table">
        <table class="data">
          <thead>
            <tr>
              <th>Line</th>
              <th>Column</th>
              <th>What is wrong</th>
            </tr>
          </thead>
          <tbody>
            {rejects.map((reject, index) => (
              <tr key={index}>
                <td class="soft">{reject.line}</td>
                <td>{reject.column ?? 'the whole row'}</td>
                <td>{inWords(reject.message)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
