/**
 * Form of a library's name, or of its id at Context7, which begins with a slash. It is sent to Context7, so it has no room for
 * an e-mail address or a sentence.
 */
export const LIBRARY_NAME = /^[@/.]?[A-Za-z0-9][A-Za-z0-9 ._/+#-]{0,98}$/;

export const MOST_LIBRARIES = 5;
