/** The data folder cannot be used; the message is one line that says what to do. */
export class DataFolderError extends Error {}

/** The data folder is in use by another service. */
export class DataFolderInUseError extends DataFolderError {}

/** PostgreSQL does not start on the data folder; the message is one line that names its log. */
export class ServerStartError extends Error {}

/** @returns `error` as a DataFolderError if the file system refuses something, as on a full disk; else as it is */
export function toDataFolderError(error: unknown, dataDir: string): unknown {
  const { errno, path, message } = error as NodeJS.ErrnoException;
  if (errno === undefined || path === undefined) return error;
  return new DataFolderError(
    `The data folder ${dataDir} cannot be used (${message}); mend that, or set DATA_DIR to another folder, or DATABASE_URL ` +
      'to a PostgreSQL of your own.',
    { cause: error },
  );
}
