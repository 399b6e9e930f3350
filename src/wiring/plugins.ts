import type { Plugin } from '#config/plugins/read.ts';
import { type LogReader, levels, readAlsoBy } from '#investigation/log-reading/level.ts';
import { judgeAlsoBy } from '#investigation/rules/index.ts';
import { describeError } from '#lib/errors.ts';
import { judgedAlsoBy } from '#lib/version.ts';

/** From here on they read and judge in this process: to be called before anything is read or judged. */
export function usePlugins(plugins: readonly Plugin[], tell: (trouble: string) => void): void {
  judgeAlsoBy(plugins.flatMap(({ rules }) => rules));
  readAlsoBy(plugins.flatMap(({ name, logReaders }) => logReaders.map((reader) => guardedReader(name, reader, tell))));
  judgedAlsoBy(plugins.map(({ fingerprint }) => fingerprint));
}

/** A line that it cannot read is read as any other, and that it cannot is told once. */
function guardedReader(plugin: string, reader: LogReader, tell: (trouble: string) => void): LogReader {
  let told = false;
  const failed = (why: string) => {
    if (!told) tell(`the log reader ${reader.id} of the plugin ${plugin} cannot read a line: ${why}`);
    told = true;
    return undefined;
  };
  return {
    id: reader.id,
    levelOf(text) {
      try {
        const level = reader.levelOf(text);
        if (level === undefined || levels.includes(level)) return level;
        return failed(`${JSON.stringify(level)} is no level: ${levels.join(', ')} are`);
      } catch (error) {
        return failed(describeError(error));
      }
    },
  };
}
