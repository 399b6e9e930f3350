import type { Rule } from '../finding.ts';
import { briefly, plainly, plainNames } from '../say.ts';
import { describeUnusual } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import {
  analyzerEnd,
  bare,
  complains,
  endWords,
  isRunning,
  lastWords,
  livingStates,
  namesOf,
  needsAnalyzer,
} from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { absences, all, jobOf } from './read-timeline.ts';

const LONGEST_ERROR = 60;

/** The analyzer ended by itself, with an error: backoffLimit is 0, so nothing starts it again. */
export const podCrashed: Rule = {
  id: 'pod-crashed',
  means: 'the analyzer crashed',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-not-ready', 'cleaned-up-early'],
  blames: 'stack',
  stage: { after: 'container-started' },
  endsPod: true,
  final: true,
  find(timeline) {
    const end = analyzerEnd(timeline);
    if (!end || end.container.reason === 'OOMKilled') return undefined;
    const { name } = end.pod.fact;
    const lines = lastWords(timeline, end.pod.fact);
    const line = lines.at(-1);
    const error = line && complains(line.fact) ? bare(line) : undefined;
    const job = all(timeline, 'kubernetes-job-state').find(
      ({ fact }) => fact.name === namesOf(timeline)?.grpcJob && fact.failed > 0 && fact.active === 0,
    );
    return {
      confidence: 'certain',
      headline: `the analyzer of job ${jobOf(timeline)} crashed after ${plainly(end.atMs)}${error ? `: ${briefly(plainNames(error), LONGEST_ERROR)}` : ` (exit code ${end.container.exitCode ?? 'unknown'})`}`,
      summary: `Pod ${name} crashed after ${end.after}: ${end.container.name} ended with ${endWords(end.container)}${job ? ', its Job has failed' : ''}${error ? `; it logged "${error}"` : ''}`,
      remedy: remedy(timeline, error),
      because: [end.pod, ...(job ? [job] : []), ...lines, ...absences(timeline).slice(-1)],
      refuter: `The container running at the limit, or a deletion of ${name} that began before it ended, would show it wrong`,
      commands: [
        kubectl(timeline, `logs ${name} --all-containers --tail=50`),
        kubectl(timeline, `describe pod ${name}`),
      ],
      open: line ? [] : ['What it logged last was not seen'],
    };
  },
  refutedBy: (timeline) => livingStates(timeline).slice(-1).filter(isRunning),
};

/** What was asked for decides whose error it is. */
function remedy({ evidence: { subject } }: Timeline, error: string | undefined): string {
  const what = error === undefined ? 'what ended the analyzer' : 'this error';
  if (!subject.request) return `Give ${what} to whoever configured the job, to try it with the usual request`;
  const unusual = describeUnusual(subject.request);
  if (unusual) return `Run again with the usual request; if that works, the analyzer cannot do ${unusual}`;
  return `Give ${what} to the developers of the analyzer: the request was the usual one`;
}
