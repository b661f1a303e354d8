/** CPU time that this thread has used, in ms: other processes on a busy machine do not lengthen it. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * How long `work` keeps its thread busy, in ms of CPU time, at its fastest of a few runs, so that a compiler that warms up counts
 * little. It stops at the first run within `enoughMs`.
 */
export async function busyMs(work: () => unknown, enoughMs: number): Promise<number> {
  let fastest = Infinity;
  for (let run = 0; run < 5 && fastest > enoughMs; run++) {
    const startedAt = cpuMs();
    await work();
    fastest = Math.min(fastest, cpuMs() - startedAt);
  }
  return fastest;
}
