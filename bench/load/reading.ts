import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const reading = z.object({
  cpuS: z.number(),
  rssMb: z.number(),
  heapMb: z.number(),
  handles: z.number(),
  /** Since the last reading. */
  delayP99Ms: z.number(),
  delayMostMs: z.number(),
});

export type Reading = z.output<typeof reading>;

/** What a process with `gauge.ts` in it costs now; `collect` frees first what nobody holds any more. */
export async function read(child: ChildProcess, how: 'as-it-is' | 'collect' = 'as-it-is'): Promise<Reading> {
  const answered = once(child, 'message');
  child.send(how);
  const [message] = await answered;
  return reading.parse(message);
}
