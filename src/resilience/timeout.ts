/**
 * Waits for `work`, but no longer than `ms`. `work` itself goes on; a rejection that comes too late is ignored.
 * @param onTimeout gives the result for a timeout, or throws the error for it
 */
export async function withTimeout<Result, Late = never>(
  work: Promise<Result>,
  ms: number,
  onTimeout: () => Late,
): Promise<Result | Late> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  }).then(onTimeout);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
