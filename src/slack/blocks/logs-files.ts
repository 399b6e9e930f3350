import type { LogsReport } from '#investigation/lookup/logs-report.ts';
import { clean } from '#lib/clean.ts';
import { oneLine } from './escape.ts';
import { notSeenPart } from './logs-not-seen.ts';
import type { AttachedText } from './reply.ts';

/** The files for the thread, in order: one a container, then events, the merged view last. */
export function logsFiles(report: Pick<LogsReport, 'files' | 'notSeen'>): readonly AttachedText[] {
  const { file } = notSeenPart(report.notSeen);
  const names = fileNames(report).slice(file === undefined ? 0 : 1);
  const logs = report.files.map(({ title, content }, index) => ({
    filename: names[index] ?? `log-${index}.log`,
    title: oneLine(title, 200),
    // Slack refuses a file without content.
    content: clean(content) || 'No line.\n',
  }));
  return file === undefined ? logs : [file, ...logs];
}

/** The files' names as `logsFiles` gives them. Each name is there once: a file is found again by it. */
export function fileNames({ files, notSeen }: Pick<LogsReport, 'files' | 'notSeen'>): readonly string[] {
  const { file } = notSeenPart(notSeen);
  const taken = new Set<string>(file === undefined ? [] : [file.filename]);
  for (const { name } of files) taken.add(free(safe(name), taken));
  return [...taken];
}

const LONGEST = 120;

/** Letters, digits, dots, dashes: it neither leaves a folder nor hides, and a terminal takes it as it is. */
function safe(name: string): string {
  const characters = name.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[.-]+/, '_');
  if (characters.length <= LONGEST) return characters || 'log';
  return `${characters.slice(0, LONGEST - 4)}.log`;
}

function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const [, stem = name, ending = ''] = /^(.+?)(\.[a-z0-9]+)?$/.exec(name) ?? [];
  for (let number = 2; ; number += 1) {
    const candidate = `${stem}-${number}${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}
