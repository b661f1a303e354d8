/**
 * Form of a model's name, which goes into headers, the ledger, and what agents read: identifiers and paths, but no quotes,
 * braces or tags, with which a name could pass itself off as something else.
 */
const MODEL_NAME = /^[\w.:/\\@+#~,=()[\]-]{1,200}$/;

/** Whether `value` may be the name of a model. */
export function isModelName(value: unknown): value is string {
  return typeof value === 'string' && MODEL_NAME.test(value);
}
