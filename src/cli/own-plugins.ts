import type { Output } from '#lib/command-line.ts';

/** For what judges by stored evidence, and needs nothing else of focus.yml. Throws an ExplainedError where one is wrong. */
export async function useOwnPlugins({ err }: Pick<Output, 'err'>): Promise<void> {
  const [{ loadPlugins }, { usePlugins }] = await Promise.all([import('#config.ts'), import('#wiring/plugins.ts')]);
  usePlugins(loadPlugins(process.cwd(), process.env), (trouble) => err(`${trouble}\n`));
}
