import { type EmbeddingList, inOrder } from './embedding-order.js';

const DEEPEST = 4;

export interface OrderTask {
  /** A list of vectors as JSON, as it was received. */
  text: string;
  /** Whether the list is inside the envelope of a gateway. */
  isEnveloped: boolean;
}

/** The JSON text of the list in the order of its inputs, and without an envelope; `undefined` if it has no such order. */
export default function orderEmbeddings({ text, isEnveloped }: OrderTask): string | undefined {
  const value: unknown = JSON.parse(text);
  const list = isEnveloped ? listIn(value, DEEPEST) : (value as EmbeddingList);
  const data = list && inOrder(list.data);
  return data && JSON.stringify({ ...list, data });
}

/** An envelope may hold the list as an object, in a list of one, or as a JSON text. */
function listIn(value: unknown, depth: number): EmbeddingList | undefined {
  const inner: unknown = typeof value === 'string' && /^\s*[[{]/.test(value) ? JSON.parse(value) : value;
  if (typeof inner !== 'object' || inner === null || depth < 0) return undefined;
  const { object, data } = inner as Partial<EmbeddingList>;
  if (object === 'list' && Array.isArray(data)) return inner as EmbeddingList;
  for (const one of Object.values(inner)) {
    const list = listIn(one, depth - 1);
    if (list !== undefined) return list;
  }
  return undefined;
}
