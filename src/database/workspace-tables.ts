/**
 * Every table with rows of workspaces, those that refer to others before those that they refer to: the order in which
 * erasing a workspace empties them. The composition root collects them from the rooms.
 */
export class WorkspaceTables {
  constructor(readonly names: readonly string[]) {}
}
