/** A list of vectors, as OpenAI's API has it. */
export interface EmbeddingList {
  data: Embedding[];
  [member: string]: unknown;
}

interface Embedding {
  index?: unknown;
  embedding?: unknown;
}

/** Whether the vectors come in the order of their inputs, and say so. */
export function isInOrder(data: readonly Embedding[]): boolean {
  return data.every(({ index }, at) => index === at);
}

/**
 * The vectors in the order of their inputs, by their indexes; without any index, as they came. `undefined` where an index is there
 * twice or belongs to no input.
 */
export function inOrder(data: readonly Embedding[]): Embedding[] | undefined {
  const hasIndexes = data.some(({ index }) => index != null);
  const sorted = new Map<unknown, Embedding>();
  for (const [at, one] of data.entries()) {
    // Protobuf leaves out zeros.
    const index = hasIndexes ? (one.index ?? 0) : at;
    sorted.set(index, { ...one, index });
  }
  const all = Array.from(data, (_, index) => sorted.get(index));
  return all.every((one) => one !== undefined) ? all : undefined;
}
