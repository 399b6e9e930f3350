import { utc } from './ask-rules.ts';
import { repetition } from './log-reading/repetition.ts';
import { code, fenced, prose, table } from './markdown.ts';
import type { Alternative, Proof, Report, ReportedFinding, ReportedLogLine } from './report.ts';
import { healthyRuns } from './report-differential.ts';
import { usualWithRuns } from './report-phases.ts';
import { seconds } from './say.ts';

/** The report as a Markdown document, the answer first. The same report gives the same text; no text in it can break it. */
export function reportMarkdown(report: Report): string {
  const { verdict, headline, nextStep, cause } = report;
  const parts = [
    `# ${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}: ${prose(headline)}`,
    `**Next:** ${prose(nextStep)}`,
    keyTimes(report.keyTimes),
    about(report),
    ...(cause ? [`## Cause: ${prose(cause.id)}`, ...finding(cause, report)] : []),
    ...report.alsoFound.flatMap((found) => [`## Also found: ${prose(found.id)}`, ...finding(found, report)]),
    ...report.symptoms.flatMap((found) => [`## Symptom: ${prose(found.id)}`, ...finding(found, report)]),
    ...section(cause ? 'Could also be' : 'Could be', list((report.alternatives ?? []).map(alternative))),
    ...section('What would decide it', report.decidingLook ? prose(report.decidingLook.why) : ''),
    ...differential(report.differential),
    ...section('Milestones', milestones(report.milestones)),
    ...section('Phases', phases(report)),
    ...section('Not seen', list(report.notSeen.map(({ what, why }) => `**${prose(what)}:** ${prose(why)}`))),
    ...section('Open', list(report.undecided.map(prose))),
    ...section('Log lines', logLines(report.logLines)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function about({ environment, jobId, request, requestedBy, investigation, startedAt, tookMs }: Report): string {
  return list([
    `Environment ${prose(environment)}${jobId === undefined ? '' : `, job ${prose(jobId)}`}: ${prose(request)}`,
    `Investigation ${prose(investigation)}, asked for by ${prose(requestedBy)}`,
    `Started ${utc(startedAt / 1_000)}, took ${seconds(tookMs)}`,
  ]);
}

/** Without what the top of the document says already. */
function finding(found: ReportedFinding, top: Report): readonly string[] {
  const { summary, remedy, because, against, sureness, refuter, commands = [] } = found;
  return [
    summary === top.headline ? '' : prose(summary),
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

function keyTimes(times: Report['keyTimes']): string {
  if (times.length === 0) return '';
  return table(
    times.map(({ label }) => label),
    [times.map(({ value }) => value)],
  );
}

function milestones(rows: Report['milestones']): string {
  if (rows.length === 0) return '';
  return table(
    ['Milestone', 'When', 'Seen by'],
    rows.map(({ label, when, witnesses }) => [label, when, witnesses.join(', ')]),
  );
}

function phases({ phases: rows, usualFrom }: Report): string {
  if (rows.length === 0) return '';
  const body = table(
    ['Phase', 'Took', 'Usually', 'Judgement'],
    rows.map((row) => [row.label, row.took, usualWithRuns(row), row.judgement]),
  );
  return usualFrom === undefined ? body : `${body}\n\nWhat is usual: ${prose(usualFrom)}`;
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
