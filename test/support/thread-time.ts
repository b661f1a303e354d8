/**
 * How long `work` keeps its thread busy, in ms, at its fastest of a few runs. Other processes do not count, and a compiler that
 * warms up counts little. It stops at the first run within `enoughMs`.
 */
export async function busyMs(work: () => unknown, enoughMs: number): Promise<number> {
  let fastest = Infinity;
  for (let run = 0; run < 5 && fastest > enoughMs; run++) {
    const before = process.threadCpuUsage();
    await work();
    const { user, system } = process.threadCpuUsage(before);
    fastest = Math.min(fastest, (user + system) / 1_000);
  }
  return fastest;
}
