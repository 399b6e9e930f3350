import { joinWords } from '#lib/join-words.ts';
import { wasSeen } from '../evidence.ts';
import type { Rule } from '../finding.ts';
import { jobIdIn } from '../job-id.ts';
import type { ConfigureAnswer, KubernetesJobState, Observation } from '../observation.ts';
import { seconds } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all, last } from './read-timeline.ts';

/** Configure was sent and nothing came back, so that a job may exist. It is never sent again. */
export const configureUnanswered: Rule = {
  id: 'configure-unanswered',
  means: 'configure got no answer',
  needs: ['configure-answer'],
  explains: [],
  blames: 'path',
  asksOf: ['started'],
  find(timeline) {
    const { configure } = timeline.evidence.subject;
    if (configure?.outcome !== 'unanswered') return undefined;
    const ack = last(timeline, 'ack-answer');
    const born = bornMeanwhile(timeline);
    return {
      // A gateway that failed, and no job: then it is as good as refused.
      confidence: (configure.status ?? 0) >= 500 && wasNoneMade(timeline) ? 'possible' : 'likely',
      headline: `configure got no answer${born.length > 0 ? `, and ${madeMeanwhile(born)}` : '; whether it made a job is not known'}`,
      summary: `${came(configure)}${born.length > 0 ? `; ${madeMeanwhile(born)}` : ''}; it was not sent again`,
      remedy: remedy(configure, born),
      because: [...all(timeline, 'configure-answer'), ...born.slice(0, 3)],
      against: ack?.fact.ok ? [ack] : [],
      refuter:
        'A backend log of that minute without "got configuration" would show it wrong: then the request never arrived',
      commands: [
        kubectl(timeline, 'get jobs --sort-by=.metadata.creationTimestamp | grep grpc-job | tail -5'),
        kubectl(
          timeline,
          `logs -l ${backendSelector(timeline)} --tail=-1 --since=10m | grep -E 'got configuration|Applied YAML'`,
        ),
        curl(timeline, `/ack -m 10 -w '\\n%{http_code} %{time_total}s\\n'`),
      ],
      open: [open(timeline, born)],
    };
  },
};

type Born = readonly Observation<KubernetesJobState>[];

/** The grpc Jobs that were made since configure was sent; nobody knows for whom. */
function bornMeanwhile(timeline: Timeline): Born {
  return all(timeline, 'kubernetes-job-state').filter(({ fact }) => fact.exists);
}

function idsOf(born: Born): readonly string[] {
  return [...new Set(born.map(({ fact }) => jobIdIn(fact.name) ?? fact.name))];
}

function madeMeanwhile(born: Born): string {
  const ids = idsOf(born);
  return `${ids.length === 1 ? 'job' : 'jobs'} ${joinWords(ids)} ${ids.length === 1 ? 'was' : 'were'} made in that time`;
}

/** The detail says itself that a job may exist. */
function came({ status, sentAt, answeredAt, detail }: ConfigureAnswer): string {
  if (status === undefined) return `Configure got no answer (${detail})`;
  return `Configure was answered in ${seconds(answeredAt - sentAt)}, and not whether it made a job (${detail})`;
}

function remedy({ status = 0 }: ConfigureAnswer, born: Born): string {
  const [first, ...others] = idsOf(born);
  const base =
    status >= 300 ? ', and correct the base URL: what stands before Focus Server sends the bot elsewhere' : '';
  if (first !== undefined && others.length === 0) return `Look at it before you run again: /focus job ${first}${base}`;
  if (first !== undefined) return `Look at them before you run again: /focus jobs${base}`;
  if (status > 0) return `Look for a grpc-job that began in that minute before you run again${base}`;
  return 'Look for a grpc-job that began in that minute before you run again; Focus Server under ten calls at once takes 15–47 s';
}

/** Somebody looked for the grpc Jobs that were made since configure was sent, and there was none. */
export function wasNoneMade(timeline: Timeline): boolean {
  return bornMeanwhile(timeline).length === 0 && wasSeen(timeline.evidence, 'kubernetes-job-state');
}

function open(timeline: Timeline, born: Born): string {
  const ids = idsOf(born);
  if (ids.length === 1) return `Whether ${ids[0]} is the job of this configure is not known: it may be somebody else's`;
  if (ids.length > 1) return `Which of ${joinWords(ids)} is the job of this configure, if any, is not known`;
  if (wasNoneMade(timeline)) return 'No grpc Job was made from then to 5 s after it';
  return 'Whether a job was created is not known';
}
