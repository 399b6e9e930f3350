import { bundleName } from '#bundle/make-bundle.ts';
import { makeRecordedRun } from '#bundle/recorded-run.ts';
import type { History } from '#history/history.ts';
import type { Opinion } from '#investigation/past/opinion.ts';
import type { Clock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { botVersion } from '#lib/version.ts';
import { judgeAccuracy } from '#lookups/history/accuracy.ts';
import { writeAccuracy } from '#lookups/history/accuracy-report.ts';
import type { Said } from '#lookups/question.ts';
import type { LookupRequest } from '#queue/requests.ts';
import { accuracyMessage } from '#slack/blocks/accuracy.ts';
import type { Content } from '#slack/message/content.ts';
import type { Teller } from '#slack/tell/investigation.ts';
import type { LookupTeller } from '#slack/tell/lookup.ts';
import type { Reported } from '#slack/tell/report-reply.ts';

export interface OpinionTools {
  readonly history: Pick<History, 'report' | 'say' | 'afterwards'>;
  readonly teller: Pick<Teller, 'amend'>;
}

/** Keeps what somebody says of a verdict, and shows it on the message where they said it. */
export async function keepOpinion(
  { history, teller }: OpinionTools,
  { requestedBy: by, requestedAt: at, channel, thread: ts = '' }: LookupRequest,
  { investigation, said }: { readonly investigation: string; readonly said: Said },
): Promise<void> {
  const report = await history.report(investigation);
  if (!report || !(await history.say(investigation, { ...said, by, at }))) throw gone('report', investigation);
  const now = async () => (await history.afterwards([investigation])).get(investigation)?.opinion;
  // Another worker may keep what somebody else says meanwhile: what is shown last is what is kept.
  let shown: Opinion | undefined;
  for (let next = await now(); next && next.at !== shown?.at; next = await now()) {
    await teller.amend({ channel, ts }, report, next);
    shown = next;
  }
}

export interface RecordedRunTools {
  readonly history: Pick<History, 'report' | 'judgedBy' | 'evidence' | 'afterwards'>;
  readonly lookupTeller: Pick<LookupTeller, 'file'>;
}

/** Attaches an investigation whose verdict is disputed as a file that `focus -- replay` reads. */
export async function attachRecordedRun(
  { history, lookupTeller }: RecordedRunTools,
  request: LookupRequest,
  investigation: string,
): Promise<void> {
  const [evidence, report, judgedBy, afterwards] = await Promise.all([
    history.evidence(investigation),
    history.report(investigation),
    history.judgedBy(investigation),
    history.afterwards([investigation]),
  ]);
  if (!evidence || !report) throw gone('evidence', investigation);
  const { opinion, secondLook } = afterwards.get(investigation) ?? {};
  if (opinion?.says !== 'wrong')
    throw new ExplainedError(
      `nobody disputes the verdict of investigation ${investigation} any more`,
      'Press *Wrong, it was …* on its report first',
    );
  const kept = { evidence, report, ...(judgedBy && { judgedBy }), opinion, ...(secondLook && { secondLook }) };
  const content = await makeRecordedRun({ ...kept, version: botVersion() });
  const title = `Disputed: investigation ${investigation}`;
  await lookupTeller.file(request, { filename: `${bundleName(investigation)}-disputed.json`, title, content });
}

/** An investigation as it was told, with what was said of it since. */
export async function recallReport(
  history: Pick<History, 'report' | 'evidence' | 'afterwards'>,
  investigation: string,
): Promise<Reported | undefined> {
  const [report, evidence, afterwards] = await Promise.all([
    history.report(investigation),
    history.evidence(investigation),
    history.afterwards([investigation]),
  ]);
  const opinion = afterwards.get(investigation)?.opinion;
  return report && { report, ...(evidence && { evidence }), ...(opinion && { opinion }) };
}

/** More runs than an environment keeps. */
export const MOST_RUNS = 20_000;

/** How often verdicts held, of one environment or of all. */
export async function answerAccuracy(
  { history, clock }: { readonly history: Pick<History, 'past' | 'afterwards'>; readonly clock: Clock },
  { lookup, requestedBy }: LookupRequest,
  environment: string | undefined,
): Promise<Content> {
  const about = environment === undefined ? {} : { environment };
  // Nobody told what came of watched jobs, and nothing looked again.
  const past = await history.past({ ...about, watched: false }, MOST_RUNS);
  const afterwards = await history.afterwards(past.map(({ investigation }) => investigation));
  const report = writeAccuracy(judgeAccuracy(past, afterwards), { lookup, requestedBy, at: clock.now(), ...about });
  return accuracyMessage(report);
}

export function gone(what: 'report' | 'evidence', investigation: string): ExplainedError {
  return new ExplainedError(
    `the ${what} of investigation ${investigation} is no longer kept`,
    'Ask again to collect new one',
  );
}
