import { getMetadataArgsStorage } from 'typeorm';
import type { ColumnMetadataArgs } from 'typeorm/metadata-args/ColumnMetadataArgs.js';

/** A piece of SQL and the values of its placeholders. */
export interface SqlPart {
  sql: string;
  values: unknown[];
}

/** The parts of a statement that stores rows of JSON, whose fields have the names of the entity's properties. */
export interface RecordSql {
  /** `a, b` */
  columns: string;
  /** `record."a", record."b"` */
  fields: string;
  /** For FROM; `place` holds the JSON array. */
  from(place: string): string;
  /** `a = EXCLUDED.a, b = EXCLUDED.b` */
  excluded: string;
}

/** A table as its entity declares it: every list of its columns in SQL comes from here. */
export class EntityTable<Entity extends object> {
  readonly name: string;
  /** The columns for SELECT and RETURNING, so that a row is an entity as it comes. */
  readonly columns: string;
  private readonly names: Map<string, string>;
  private readonly types: Map<string, string>;

  /** @param hidden properties that are written but never read, besides those with `select: false` */
  constructor(entity: new () => Entity, hidden: readonly (keyof Entity)[] = []) {
    const storage = getMetadataArgsStorage();
    this.name = storage.filterTables(entity)[0]?.name ?? entity.name;
    const columns = storage.filterColumns(entity);
    this.names = new Map(columns.map((column) => [column.propertyName, columnNameOf(column)]));
    this.types = new Map(columns.map(({ propertyName, options }) => [propertyName, recordType(options.type)]));
    const shown = columns.filter(
      ({ propertyName, options }) => options.select !== false && !hidden.includes(propertyName as keyof Entity),
    );
    this.columns = shown.map(selectionOf).join(', ');
  }

  /**
   * `(a, b) VALUES ($1, $2)`; a property that is `undefined` gets its column's default.
   * @param computed properties whose values are SQL expressions
   */
  insertion(row: Partial<Entity>, computed: Partial<Record<keyof Entity, string>> = {}): SqlPart {
    const given = givenOf(row);
    const expressions = givenOf(computed);
    const columns = [...given, ...expressions].map(([property]) => this.nameOf(property)).join(', ');
    const places = [...given.map((_, index) => `$${index + 1}`), ...expressions.map(([, sql]) => sql)].join(', ');
    return { sql: `(${columns}) VALUES (${places})`, values: given.map(([, value]) => value) };
  }

  /**
   * Rows of JSON for INSERT and UPDATE.
   * @param properties those that each record has; one that is absent or `null` is null in the table
   */
  records(properties: readonly (keyof Entity & string)[]): RecordSql {
    const names = properties.map((property) => this.nameOf(property));
    const typed = properties.map((property) => `"${property}" ${this.typeOf(property)}`).join(', ');
    return {
      columns: names.join(', '),
      fields: properties.map((property) => `record."${property}"`).join(', '),
      from: (place) => `json_to_recordset(${place}::json) AS record (${typed})`,
      excluded: names.map((name) => `${name} = EXCLUDED.${name}`).join(', '),
    };
  }

  /** `a = $3, b = $4` for SET, behind the `taken` places that the statement fills itself. */
  assignments(row: Partial<Entity>, taken: number): SqlPart {
    return this.equations(row, taken, ', ');
  }

  /** `a = $1 AND b = $2` for WHERE; without any condition it is `true`. */
  condition(row: Partial<Entity>, taken = 0): SqlPart {
    const { sql, values } = this.equations(row, taken, ' AND ');
    return { sql: sql === '' ? 'true' : sql, values };
  }

  /** The column of a property, and its type. */
  column(property: keyof Entity & string): { name: string; type: string } {
    return { name: this.nameOf(property), type: this.typeOf(property) };
  }

  private equations(row: Partial<Entity>, taken: number, separator: string): SqlPart {
    const given = givenOf(row);
    const sql = given.map(([property], index) => `${this.nameOf(property)} = $${taken + index + 1}`).join(separator);
    return { sql, values: given.map(([, value]) => value) };
  }

  private typeOf(property: string): string {
    return this.types.get(property) ?? 'text';
  }

  private nameOf(property: string): string {
    const name = this.names.get(property);
    if (name === undefined) throw new Error(`${this.name} has no column for ${property}`);
    return name;
  }
}

/** The type of a field of JSON; lengths are checked when the row is stored. */
function recordType(type: unknown): string {
  return type === 'char' || type === 'varchar' ? 'text' : String(type);
}

function columnNameOf({ propertyName, options }: ColumnMetadataArgs): string {
  return options.name ?? propertyName;
}

/** A column for SELECT, under the name of its property. */
function selectionOf(column: ColumnMetadataArgs): string {
  const { propertyName, options } = column;
  const name = columnNameOf(column);
  // pg returns `numeric` as text. A value with decimals fits a double; a whole number may not, and stays text.
  const value = options.type === 'numeric' && Number(options.scale) > 0 ? `${name}::float8` : name;
  return value === propertyName ? name : `${value} AS "${propertyName}"`;
}

function givenOf(row: object): [property: string, value: unknown][] {
  return Object.entries(row).filter(([, value]) => value !== undefined);
}
