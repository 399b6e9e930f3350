import { comparedWords, furtherChanges } from './change-words.ts';
import { courseWords } from './course.ts';
import { healthyRuns } from './differential.ts';
import { actIn, headlineIn } from './headline.ts';
import { usualWithRuns } from './phases.ts';
import { repetition } from './repetition.ts';
import type { Alternative, Proof, Report, ReportedFinding } from './report.ts';

/** The report for a terminal: the answer first, then what to do, then the proof. */
export function reportText(report: Report): string {
  const parts = [
    [
      `${report.verdict.toUpperCase()}  ${headlineIn(report)}`,
      actIn(report).join(': '),
      ...(report.quote === undefined ? [] : [`"${report.quote}"`]),
      courseWords(report.course),
      ...(report.remark === undefined ? [] : [report.remark]),
    ].join('\n'),
    [
      `${report.environment}${report.jobId ? `, job ${report.jobId}` : ''}, ${report.request}`,
      `investigation ${report.investigation}, started ${new Date(report.startedAt).toISOString()}`,
    ].join('\n'),
    table(
      'Milestones',
      report.milestones.map(({ label, when, witnesses }) => [label, when, witnesses.join(', ')]),
    ),
    table(
      report.usualFrom === undefined ? 'Phases' : `Phases (usual: ${report.usualFrom})`,
      report.phases.map((row) => [row.label, row.took, `usually ${usualWithRuns(row)}`, row.judgement]),
    ),
    ...(report.whole === undefined ? [] : [`Together: ${report.whole}`]),
    ...(report.cause ? [finding('Cause', report.cause)] : []),
    ...report.alsoFound.map((found) => finding('Also', found)),
    ...report.symptoms.map((found) => finding('Symptom', found)),
    list(report.cause ? 'Could also be' : 'Could be', report.alternatives.map(alternative)),
    list('Would decide it', report.decidingLook ? [report.decidingLook.why] : []),
    changes(report.changes),
    ...differential(report.differential),
    list(
      'Not seen',
      report.notSeen.map(({ what, why }) => `${what}: ${why}`),
    ),
    list('Open', report.undecided),
    ...(report.bill === undefined ? [] : [`Asked: ${report.bill}`]),
    list(
      'Log lines',
      report.logLines.map((line) => `${line.at} ${line.pod}: ${line.text}${repetition(line)}`),
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function finding(title: string, found: ReportedFinding): string {
  const { id, summary, sureness, because, against, refuter, commands = [] } = found;
  const proof = ({ at, text }: Proof) => `${at} ${text}`;
  return [
    `${title} (${id}${sureness === undefined ? '' : `, ${sureness}`}): ${summary}`,
    ...because.map((it) => `  + ${proof(it)}`),
    ...against.map((it) => `  - ${proof(it)}`),
    ...(refuter === undefined ? [] : [`  wrong if: ${refuter}`]),
    ...commands.map((command) => `  $ ${command}`),
  ].join('\n');
}

function alternative({ id, summary, standing }: Alternative): string {
  return `${id} (${standing === 'possible' ? 'it fits' : 'not excluded'}): ${summary}`;
}

function changes(found: Report['changes']): string {
  if (!found) return '';
  return [
    list(`Since it last worked (${found.lastWorked})`, [found.sentence]),
    ...furtherChanges(found).map((line) => `  - ${line}`),
    ...comparedWords(found).map((line) => `  ${line}`),
  ].join('\n');
}

function differential(found: Report['differential']): readonly string[] {
  if (!found) return [];
  const rows = found.unusual.map(({ label, now, usually }) => [label, now, `usually ${usually}`]);
  return [
    table(`Unusual against ${healthyRuns(found.runs)}`, rows),
    list(
      'Not suspicious, the same on healthy runs',
      found.same.map(({ label, now }) => `${label} ${now}`),
    ),
  ];
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [`${title}:`, ...rows.map((row) => `  ${line(row)}`)].join('\n');
}
