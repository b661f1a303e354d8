/** Ends the sentence "DATABASE_URL must ...". */
export const CONNECTION_STRING_RULE =
  'be a connection string like postgresql://user:password@host:5432/database, with % @ : / ? # in user and password ' +
  'written as %25 %40 %3A %2F %3F %23';

/**
 * Whether `text` is a connection string that can be read in one way only: a special character of the password that is not
 * escaped would make a part of it a host name, which ends up in logs.
 */
export function isConnectionString(text: string): boolean {
  if (!/^postgres(ql)?:\/\/\S+$/.test(text) || !URL.canParse(text)) return false;
  const { username, password, pathname, search, hash } = new URL(text);
  const isSplit = hash !== '' || /[/@]/.test(pathname.slice(1)) || search.includes('@');
  return !isSplit && [username, password, pathname].every(isEscaped);
}

function isEscaped(part: string): boolean {
  try {
    // Its value is used, since the bundler takes a call for one without effect otherwise.
    return decodeURIComponent(part).length <= part.length;
  } catch {
    return false;
  }
}
