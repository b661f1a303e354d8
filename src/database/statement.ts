import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { parseTimestamp } from './timestamp.js';

/** Some statements are put together from the filters of a request. */
const MOST_SHAPES = 1_000;

type Parse = (value: string) => unknown;
type Row = Record<string, unknown>;

/** What the rows of a statement look like. */
interface RowShape {
  columns: readonly pg.FieldDef[];
  names: readonly string[];
  parsers: readonly Parse[];
  /** A row without values, which each row begins as. */
  empty: Row;
}

/** The part of `pg.Query` that differs here. */
interface QueryState {
  name: string | undefined;
  _result: pg.Result;
  _results: pg.Result;
}

const TIMESTAMPTZ: number = pg.types.builtins.TIMESTAMPTZ;
const pgParserOf = pg.types.getTypeParser as (type: number, format: 'text') => Parse;

const NO_ROWS: RowShape = { columns: [], names: [], parsers: [], empty: {} };
const shapes = new LRUCache<string, RowShape>({ max: MOST_SHAPES });

/**
 * One run of a statement. What its rows look like is worked out once for each text, where pg does so at each run: for the 40
 * columns of a lead that takes longer than all else that is done with a row.
 */
class Statement extends pg.Query {
  constructor(text: string, values: unknown[], name: string | undefined, callback: Callback) {
    super(text, values, callback);
    const state = this as unknown as QueryState;
    state.name = name;
    state._results = state._result = new ShapedResult(text);
  }
}

type Callback = (error: Error | undefined, result: pg.QueryResult) => void;

class ShapedResult extends pg.Result<Row> {
  private shape: RowShape = NO_ROWS;

  constructor(private readonly text: string) {
    super('object', pg.types);
  }

  /** Called by pg when the server describes the columns. */
  addFields(columns: pg.FieldDef[]): void {
    const known = shapes.get(this.text);
    const shape = known !== undefined && fits(known, columns) ? known : shapeOf(columns);
    if (shape !== known) shapes.set(this.text, shape);
    this.shape = shape;
    this.fields = columns;
  }

  /** Called by pg for each row, with the values as the server writes them. */
  parseRow(values: readonly (string | null)[]): Row {
    const { names, parsers, empty } = this.shape;
    const row = { ...empty };
    for (const [index, name] of names.entries()) {
      const value = values[index];
      if (value != null) row[name] = parsers[index]?.(value);
    }
    return row;
  }
}

/**
 * Runs a statement over a connection.
 * @param name under which the connection prepares it
 * @throws what pg throws
 */
export function runStatement(
  client: pg.ClientBase,
  text: string,
  values: unknown[],
  name?: string,
): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    client.query(
      new Statement(text, values, name, (error, result) => {
        // pg gives no error as `null`.
        if (error) reject(error);
        else resolve(result);
      }),
    );
  });
}

function parserOf(type: number): Parse {
  const parse = pgParserOf(type, 'text');
  return type === TIMESTAMPTZ ? (text) => parseTimestamp(text, parse) : parse;
}

function shapeOf(columns: readonly pg.FieldDef[]): RowShape {
  const parsers = columns.map(({ dataTypeID }) => parserOf(dataTypeID));
  const names = columns.map(({ name }) => name);
  return { columns, names, parsers, empty: Object.fromEntries(names.map((name) => [name, null])) };
}

function fits({ columns: known }: RowShape, columns: readonly pg.FieldDef[]): boolean {
  if (known.length !== columns.length) return false;
  for (let index = 0; index < columns.length; index++) {
    const [a, b] = [known[index], columns[index]];
    if (a?.name !== b?.name || a?.dataTypeID !== b?.dataTypeID) return false;
  }
  return true;
}
