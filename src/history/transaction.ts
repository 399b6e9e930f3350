import type { ChainableCommander } from 'ioredis';

/** The results in order; rejects with the first error among them. */
export async function resultsOf(commands: ChainableCommander): Promise<unknown[]> {
  const results = (await commands.exec()) ?? [];
  for (const [error] of results) if (error) throw error;
  return results.map(([, result]) => result);
}
