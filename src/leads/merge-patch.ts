import { isJsonObject } from '../validation/shape.js';

type JsonObject = Record<string, unknown>;

/** `target` with the changes of a JSON Merge Patch (RFC 7396): `null` removes a field, objects merge, all else replaces. */
export function mergePatch(target: unknown, patch: JsonObject): JsonObject {
  const stored = isJsonObject(target) ? target : {};
  const kept = Object.entries(stored).filter(([name]) => !Object.hasOwn(patch, name));
  const changed = Object.entries(patch)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, isJsonObject(value) ? mergePatch(stored[name], value) : value]);
  return Object.fromEntries([...kept, ...changed] as [string, unknown][]);
}
