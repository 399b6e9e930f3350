import { type Evidence, observed } from '#investigation/evidence.ts';
import type { Compared, Diff, PhaseDiff, RowDiff } from '#investigation/past/diff.ts';
import { labelOf } from '#investigation/report/differential.ts';
import { briefly, plainly, seconds, span } from '#investigation/say.ts';
import type { Span } from '#investigation/timeline/moment.ts';
import { phaseLabels } from '#investigation/timeline/usual.ts';
import { joinFirst } from '#lib/join-words.ts';

/** Two runs side by side, in words: plain text, already redacted. */
export interface DiffReport {
  /** Id of the look-up. */
  readonly lookup: string;
  readonly environment: string;
  /** Slack user id. */
  readonly requestedBy: string;
  readonly headline: string;
  readonly columns: readonly string[];
  /** The last cell says by how much the second took longer, with `!` where that is more than the errors allow. */
  readonly rows: readonly (readonly string[])[];
  readonly facts: readonly string[];
  /** Complaints that only the first, or only the second has. */
  readonly logs: readonly { readonly of: string; readonly lines: readonly string[] }[];
}

const MOST_LINES = 4;
const LONGEST_LINE = 160;
const MOST_CHANGES = 5;
const MOST_SIGNALS = 6;
/** Less is nothing to act on. */
const LEAST_MS = 100;

export function writeDiff(diff: Diff, asker: Pick<DiffReport, 'lookup' | 'environment' | 'requestedBy'>): DiffReport {
  const [one, other] = [nameOf(diff.one), nameOf(diff.other)];
  const logs = [
    { of: one, lines: linesOf(diff.logs?.one) },
    { of: other, lines: linesOf(diff.logs?.other) },
  ];
  return {
    ...asker,
    headline: headlineOf(diff, one, other),
    columns: ['What', one, other, 'Difference'],
    rows: [
      ['Verdict', verdictOf(diff.one), verdictOf(diff.other), ''],
      ['Total', ...cells(diff.total)],
      ...diff.phases.map((row) => [phaseLabels[row.id], ...cells(row)]),
      ...placeRows(diff),
    ],
    facts: factsOf(diff),
    logs: logs.filter(({ lines }) => lines.length > 0),
  };
}

/** By its job, as people know it. */
function nameOf({ line: { jobId, investigation } }: Compared): string {
  return jobId === undefined ? investigation : `job ${jobId}`;
}

function verdictOf({ line: { verdict, cause } }: Compared): string {
  return cause === undefined ? verdict : `${verdict}: ${cause}`;
}

function headlineOf({ total, phases }: Diff, one: string, other: string): string {
  const most = phases.toSorted((a, b) => Math.abs(b.surelyMs) - Math.abs(a.surelyMs))[0];
  const where = most && Math.abs(most.surelyMs) >= LEAST_MS ? whereWords(most) : '';
  if (total.one?.atMost === undefined || total.other?.atMost === undefined) return withoutConsumer(total, one, other);
  const ms = total.differenceMs ?? 0;
  if (Math.abs(total.surelyMs) < LEAST_MS)
    return `${capital(other)} took as long as ${one}, as far as can be told${where === '' ? '' : `, but${where}`}`;
  return `${capital(other)} took ${plainly(Math.abs(ms))} ${ms > 0 ? 'longer' : 'less'} than ${one}${where === '' ? '' : `:${where}`}`;
}

function whereWords({ id, differenceMs, surelyMs }: PhaseDiff): string {
  const ms = differenceMs ?? surelyMs;
  return ` ${plainly(Math.abs(ms))} ${ms > 0 ? 'more' : 'less'} in “${phaseLabels[id]}”`;
}

function withoutConsumer(total: RowDiff, one: string, other: string): string {
  const said = (name: string, took: Span | undefined) => {
    if (took === undefined) return `of ${name} that is not known`;
    return took.atMost === undefined
      ? `${name} got none (${span(took)})`
      : `${name} got its consumer after ${span(took)}`;
  };
  return `${capital(said(one, total.one))}, ${said(other, total.other)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cells({ one, other, surelyMs, differenceMs }: RowDiff): readonly string[] {
  const took = (span_: Span | undefined) => (span_ === undefined ? '–' : span(span_));
  return [took(one), took(other), differenceWords(differenceMs, surelyMs)];
}

function differenceWords(ms: number | undefined, surelyMs: number): string {
  const isSure = Math.abs(surelyMs) >= LEAST_MS;
  if (ms === undefined) return isSure ? `${surelyMs > 0 ? '> +' : '< −'}${seconds(Math.abs(surelyMs))} !` : '–';
  return isSure ? `${ms > 0 ? '+' : '−'}${seconds(Math.abs(ms))} !` : 'within the error';
}

function placeRows({ one, other, signals }: Diff): readonly (readonly string[])[] {
  const rows = [
    ['Pod', podOf(one.evidence), podOf(other.evidence)],
    ['Request', one.line.request, other.line.request],
    ...['pod.node', 'pod.image'].map((name) => [labelOf(name), signalOf(one, name), signalOf(other, name)]),
    ...signals
      .filter(({ signal }) => signal !== 'pod.node' && signal !== 'pod.image')
      .slice(0, MOST_SIGNALS)
      .map(({ signal, one: first, other: second }) => [labelOf(signal), first, second]),
  ];
  return rows
    .filter(([, first, second]) => first !== '–' || second !== '–')
    .map(([label = '', first = '', second = '']) => [label, first, first === second ? 'the same' : second, '']);
}

function signalOf({ line: { signals } }: Compared, name: string): string {
  const value = signals?.[name];
  return value === undefined ? '–' : String(value);
}

function podOf(evidence: Evidence | undefined): string {
  const pod = evidence && observed(evidence, 'pod-state').findLast(({ fact }) => fact.role === 'grpc');
  return pod?.fact.name ?? '–';
}

function factsOf({ one, other, changes, logs }: Diff): readonly string[] {
  const [first, second] = [one.line.backend, other.line.backend];
  const image =
    first && second && first.image !== second.image
      ? [`The backend’s image: ${first.image}, then ${second.image}`]
      : [];
  const restarted = first && second && first.image === second.image && first.restarts !== second.restarts;
  const forgotten = [one, other].filter(({ evidence }) => evidence === undefined).map(nameOf);
  return [
    ...image,
    ...(restarted ? ['The backend’s pod restarted or was replaced between them'] : []),
    ...(changes.length === 0 ? [] : [`Other in the environment: ${joinFirst(changes, MOST_CHANGES)}`]),
    ...(logs && logs.one.length + logs.other.length === 0 ? ['No warning or error in the logs is of one alone'] : []),
    ...(forgotten.length === 0
      ? []
      : [
          `What was seen of ${forgotten.join(' and ')} is forgotten: its times have no error, and logs are not compared`,
        ]),
  ];
}

function linesOf(lines: readonly string[] = []): readonly string[] {
  return lines.slice(0, MOST_LINES).map((line) => briefly(line, LONGEST_LINE));
}
