import { createHash } from 'node:crypto';

/** Of statements that differ in a part so many are prepared, as each connection keeps the plan of each. */
const MOST_TEXTS = 50;

/** SQL that each connection parses and plans once, and then runs under its name. */
export class PreparedStatement {
  /** Made of the text, so that no other statement can be prepared under it. */
  readonly name: string;

  constructor(readonly text: string) {
    this.name = `sa_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  }
}

/** A text that is sent, or a statement that may be prepared. */
export type Sql = string | PreparedStatement;

/**
 * A statement that is prepared: parsing and planning take most of what it costs the server to find a row by its key, or to
 * store one. Not for statements whose best plan depends on the values, such as those of lists with filters: after five runs the
 * server may settle for one plan.
 */
export function prepared(text: string): PreparedStatement {
  return new PreparedStatement(text);
}

/**
 * Statements that differ in a part, such as the columns that a request gives; the first ones are prepared.
 * @param textWith the whole text with this part
 */
export function preparedWith(textWith: (part: string) => string): (part: string) => Sql {
  const known = new Map<string, PreparedStatement>();
  return (part) => {
    let statement = known.get(part);
    if (statement === undefined) {
      if (known.size >= MOST_TEXTS) return textWith(part);
      statement = prepared(textWith(part));
      known.set(part, statement);
    }
    return statement;
  };
}

export function textOf(sql: Sql): string {
  return typeof sql === 'string' ? sql : sql.text;
}
