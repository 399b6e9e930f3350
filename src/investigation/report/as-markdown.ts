import { clean, cleanLine } from '#lib/clean.ts';
import { seconds } from '../say.ts';
import { utc } from '../subject.ts';
import { comparedWords, furtherChanges } from './change-words.ts';
import { courseWords } from './course.ts';
import { healthyRuns } from './differential.ts';
import { headlineIn } from './headline.ts';
import { usualWithRuns } from './phases.ts';
import { repetition } from './repetition.ts';
import type { Alternative, Proof, Report, ReportedFinding, ReportedLogLine } from './report.ts';

/** The report as a Markdown document, the answer first. The same report gives the same text; no text in it can break it. */
export function reportMarkdown(report: Report): string {
  const { nextStep, cause } = report;
  const parts = [
    `# ${prose(headlineIn(report))}`,
    `**Next:** ${prose(nextStep)}`,
    prose(courseWords(report.course)),
    ...(report.scope === undefined ? [] : [prose(report.scope)]),
    ...(report.remark === undefined ? [] : [prose(report.remark)]),
    about(report),
    ...(cause ? [`## Cause: ${prose(cause.id)}`, ...finding(cause, report)] : []),
    ...report.alsoFound.flatMap((found) => [`## Also found: ${prose(found.id)}`, ...finding(found, report)]),
    ...report.symptoms.flatMap((found) => [`## Symptom: ${prose(found.id)}`, ...finding(found, report)]),
    ...section(cause ? 'Could also be' : 'Could be', list(report.alternatives.map(alternative))),
    ...section('What would decide it', report.decidingLook ? prose(report.decidingLook.why) : ''),
    ...changes(report.changes),
    ...differential(report.differential),
    ...section('Milestones', milestones(report.milestones)),
    ...section('Phases', phases(report)),
    ...section('Not seen', list(report.notSeen.map(({ what, why }) => `**${prose(what)}:** ${prose(why)}`))),
    ...section('Open', list(report.undecided.map(prose))),
    ...section('What it asked', report.bill === undefined ? '' : prose(report.bill)),
    ...section('Log lines', logLines(report.logLines)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function about({
  verdict,
  environment,
  jobId,
  request,
  requestedBy,
  investigation,
  startedAt,
  tookMs,
}: Report): string {
  return list([
    `Environment ${prose(environment)}${jobId === undefined ? '' : `, job ${prose(jobId)}`}: ${prose(request)}`,
    `Verdict ${verdict}, investigation ${prose(investigation)}, asked for by ${prose(requestedBy)}`,
    `Started ${utc(startedAt / 1_000)}, took ${seconds(tookMs)}`,
  ]);
}

/** Without what the top of the document says already. */
function finding(found: ReportedFinding, top: Report): readonly string[] {
  const { summary, remedy, because, against, sureness, refuter, commands = [] } = found;
  return [
    prose(summary),
    sureness === undefined ? '' : `**How sure:** ${prose(sureness)}`,
    remedy === top.nextStep ? '' : `**To do:** ${prose(remedy)}`,
    ...(commands.length > 0 ? [fenced(commands)] : []),
    ...(because.length > 0 ? ['What speaks for it:', list(because.map(proof))] : []),
    ...(against.length > 0 ? ['What speaks against it:', list(against.map(proof))] : []),
    refuter === undefined ? '' : `**What would show it wrong:** ${prose(refuter)}`,
  ];
}

function alternative({ id, summary, standing }: Alternative): string {
  return `**${prose(id)}** (${standing === 'possible' ? 'it fits' : 'not excluded'}): ${prose(summary)}`;
}

function changes(found: Report['changes']): readonly string[] {
  if (!found) return [];
  const { lastWorked, sentence } = found;
  const lines = [sentence, ...furtherChanges(found), ...comparedWords(found)];
  return section(`Since it last worked (${prose(lastWorked)})`, list(lines.map(prose)));
}

function differential(found: Report['differential']): readonly string[] {
  if (!found) return [];
  const rows = found.unusual.map(({ label, now, usually }) => [label, now, usually]);
  const same = found.same.map(({ label, now }) => prose(`${label} ${now}`));
  return [
    ...section(
      `Unusual against ${healthyRuns(found.runs)}`,
      rows.length === 0 ? '' : table(['Signal', 'Now', 'Usually'], rows),
    ),
    ...section('Not suspicious, the same on healthy runs', list(same)),
  ];
}

function proof({ observation, at, text }: Proof): string {
  return `${prose(at)} ${code(text)} (${prose(observation)})`;
}

function milestones(rows: Report['milestones']): string {
  if (rows.length === 0) return '';
  return table(
    ['Milestone', 'When', 'Seen by'],
    rows.map(({ label, when, witnesses }) => [label, when, witnesses.join(', ')]),
  );
}

function phases({ phases: rows, usualFrom, whole }: Report): string {
  if (rows.length === 0) return '';
  const body = table(
    ['Phase', 'Took', 'Usually', 'Judgement'],
    rows.map((row) => [row.label, row.took, usualWithRuns(row), row.judgement]),
  );
  const together = whole === undefined ? body : `${body}\n\nTogether: ${prose(whole)}`;
  return usualFrom === undefined ? together : `${together}\n\nWhat is usual: ${prose(usualFrom)}`;
}

function logLines(lines: readonly ReportedLogLine[]): string {
  return lines.length === 0 ? '' : fenced(lines.map(logLine));
}

function logLine(line: ReportedLogLine): string {
  return `${line.isNew ? 'NEW ' : ''}${line.at} ${line.pod}: ${line.text}${repetition(line)}`;
}

function section(title: string, body: string): readonly string[] {
  return body === '' ? [] : [`## ${title}`, body];
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Pieces of Markdown (GitHub's dialect) that a text from outside cannot break out of. */

// Whatever may begin emphasis, code, a link, a tag, an entity, a formula or a table's cell.
const MEANINGFUL = /[\\`*[\]<|~$]|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<!#)#(?=#*$)/gu;
// Whatever may make a heading, a list, a quotation or a rule of a line.
const LEADING = /^(?:[#>=]|-(?=[-\s]|$)|\+(?=\s|$)|\d{1,9}(?=[.)](?:\s|$)))/;

/** A text as it is, on one line, where it means nothing but itself: in a paragraph, a heading, a list. */
export function prose(text: string): string {
  return inline(text).replace(LEADING, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`));
}

function inline(text: string): string {
  return cleanLine(text).replace(MEANINGFUL, '\\$&');
}

/** A text as code on one line. Not for tables: their cells end at a pipe, also in code. */
export function code(text: string): string {
  const line = cleanLine(text);
  const fence = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/** Lines as they are, in a fence longer than any inside. */
export function fenced(lines: readonly string[]): string {
  const body = lines.map((line) => clean(line).replaceAll('\n', ' ')).join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}text\n${body}\n${fence}`;
}

/** A table of texts from outside; each row has as many cells as the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inline).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n');
}

function longestRun(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0);
}
