/**
 * Every PostgreSQL advisory lock of this service, each with a number of its own. They are part of the protocol between
 * processes of different versions: never change or reuse a number.
 */
export const ADVISORY_LOCKS = {
  /** Held by the one service that runs on an embedded data folder. */
  dataFolderOwner: 7_253_001,
  /** Held while migrations run. */
  migrations: 7_253_002,
  /** Shared by all processes that use an embedded server, so that the last one knows that it is the last. */
  dataFolderUsers: 7_253_003,
  /** With a second number for groups of addresses: held while leads are stored by their e-mail address. */
  leadAddresses: 7_253_004,
} as const;
