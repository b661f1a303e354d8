/** What a row of a file is recognised by. */
export interface RowKeys {
  line: number;
  leadId: string;
  /** The id in a file that this service exported: two of them are two leads. */
  ownId: string | null;
  /** A lead that is stored already. */
  match: string | null;
  externalId: string | null;
  /** In lower case. */
  email: string | null;
  /** The domain of the company and the name of the contact. */
  person: string | null;
  hasName: boolean;
}

/** Rows that are one lead, in the order of the file. */
export interface RowGroup {
  match: string | null;
  rows: [RowKeys, ...RowKeys[]];
  ownId: string | null;
  externalId: string | null;
  email: string | null;
}

/**
 * Puts rows together that are one lead: by `external_id`; else by e-mail, unless both have different ids; else by company and
 * contact, unless both have different addresses too. As leads that are stored are found.
 */
export class DuplicateGroups {
  readonly groups: RowGroup[] = [];
  private readonly byKey = new Map<string, RowGroup[]>();

  constructor(rows: readonly RowKeys[]) {
    for (const row of rows) this.add(row);
  }

  private add(row: RowKeys): void {
    const known = this.find(row);
    const group = known ?? { match: row.match, rows: [row], ownId: row.ownId, externalId: null, email: null };
    if (known === undefined) this.groups.push(group);
    else known.rows.push(row);
    group.match ??= row.match;
    group.externalId = row.externalId ?? group.externalId;
    group.email = row.email ?? group.email;
    for (const key of keysOf(row)) this.note(key, group);
  }

  private find(row: RowKeys): RowGroup | undefined {
    if (row.match !== null) {
      const matched = this.byKey.get(`match ${row.match}`)?.[0];
      if (matched !== undefined) return matched;
    }
    const candidates = (key: string | null, kind: string) =>
      key === null ? [] : (this.byKey.get(`${kind} ${key}`) ?? []);
    const isFree = (group: RowGroup) => areCompatible(group.match, row.match) && areCompatible(group.ownId, row.ownId);
    return (
      candidates(row.externalId, 'id').find(isFree) ??
      candidates(row.email, 'email').find(
        (group) => isFree(group) && areCompatible(group.externalId, row.externalId),
      ) ??
      candidates(row.person, 'person').find(
        (group) =>
          isFree(group) && areCompatible(group.externalId, row.externalId) && areCompatible(group.email, row.email),
      )
    );
  }

  private note(key: string, group: RowGroup): void {
    const groups = this.byKey.get(key);
    if (groups === undefined) this.byKey.set(key, [group]);
    else if (!groups.includes(group)) groups.push(group);
  }
}

/** Whether two values do not say that two leads are different ones. */
function areCompatible(one: string | null, other: string | null): boolean {
  return one === null || other === null || one === other;
}

function keysOf({ match, externalId, email, person }: RowKeys): string[] {
  return [
    ...(match === null ? [] : [`match ${match}`]),
    ...(externalId === null ? [] : [`id ${externalId}`]),
    ...(email === null ? [] : [`email ${email}`]),
    ...(person === null ? [] : [`person ${person}`]),
  ];
}
