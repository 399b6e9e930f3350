import { wasSeen } from '../evidence.ts';
import type { Found, Rule } from '../finding.ts';
import type { ControlJob, Observation, PodState } from '../observation.ts';
import { seconds } from '../say.ts';
import { clusterClock } from '../timeline/clocks.ts';
import { consumerGone } from '../timeline/metadata-answers.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendPods, silent } from './backend-down.ts';
import { backendSelector, kubectl } from './commands.ts';
import { absences, all, consumerMissing, controlJob, ends, isOutage, jobOf, outagesOf } from './read-timeline.ts';

/** Focus Server began anew while the job lived, and knows none of the jobs from before. */
export const backendRestarted: Rule = {
  id: 'backend-restarted',
  means: 'Focus Server was restarted',
  needs: ['metadata-answer'],
  explains: [
    'job-gone',
    'configure-unanswered',
    'queue-without-consumer',
    'metadata-not-wired',
    'consumer-never-created',
  ],
  blames: 'stack',
  find(timeline) {
    const { configure } = timeline.evidence.subject;
    const restart = restartOf(timeline);
    const isGone = consumerGone(timeline.evidence) !== undefined;
    const harmed = consumerMissing(timeline) || isGone || configure?.outcome === 'unanswered';
    if (!harmed || silent(timeline)) return undefined;
    if (!restart) return byAnswers(timeline) ?? unseen(timeline);
    const { before, after } = restart;
    const { name } = after.fact;
    const others = backendPods(timeline).filter(({ fact }) => fact.uid !== after.fact.uid);
    const control = controlJob(timeline);
    const forgotten = control?.fact.metadata === 'id-unknown' ? [control] : [];
    return {
      confidence: others.length === 0 || forgotten.length > 0 ? 'certain' : before ? 'likely' : 'possible',
      headline: `Focus Server ${restart.word} while job ${jobOf(timeline)} lived, and forgot it`,
      summary: `Focus Server ${restart.word} while job ${jobOf(timeline)} lived: ${name} ${restart.how}; it forgets every older job, so metadata says "Invalid job_id"`,
      hits: 'older-jobs',
      remedy: 'Ask the owners of all jobs older than the restart to configure them again: Focus Server forgot them',
      because: [...(before ? [before] : []), after, ...forgotten, ...absences(timeline).slice(-1)],
      refuter: `Metadata answering for a job from before the restart of ${name} would show it wrong`,
      commands: [
        kubectl(timeline, `logs ${name} --previous --tail=100`),
        kubectl(timeline, `describe pod ${name}`),
        kubectl(timeline, `get pods -l ${backendSelector(timeline)}`),
      ],
      against: control?.fact.metadata === 'ready' ? [control] : [],
    };
  },
  refutedBy: (timeline) => {
    const control = knowsOlderJob(timeline, restartOf(timeline)?.after.at ?? lastOutageEnd(timeline));
    return control ? [control] : [];
  },
};

/** Another job, from before this one, that metadata knew after that instant: nobody has forgotten it. */
function knowsOlderJob(timeline: Timeline, since: number | undefined): Observation<ControlJob> | undefined {
  const control = controlJob(timeline);
  if (!control || since === undefined || control.fact.metadata !== 'ready' || control.at <= since) return undefined;
  return control.at - (control.fact.ageMs ?? 0) < timeline.evidence.subject.zero ? control : undefined;
}

function lastOutageEnd(timeline: Timeline): number | undefined {
  return outagesOf(timeline).at(-1)?.at(-1)?.at;
}

/** Kubernetes did not show it: Focus Server was away for a moment while the job lived, and did not know it afterwards. */
function byAnswers(timeline: Timeline): Found | undefined {
  const outage = outagesOf(timeline).find((answers) => answers.some(({ fact }) => fact.answer === 'server-error'));
  const [first] = outage ?? [];
  const last = outage?.at(-1);
  const after = all(timeline, 'metadata-answer').filter(
    (answer) => last !== undefined && answer.at > last.at && !isOutage(answer),
  );
  if (!first || !last || after.length === 0 || !after.every(({ fact }) => fact.answer === 'id-unknown'))
    return undefined;
  // A pod that was looked at all along and did not begin anew is no restart.
  if (wasSeen(timeline.evidence, 'pod-state') && backendPods(timeline).length > 0) return undefined;
  const { zero } = timeline.evidence.subject;
  const control = controlJob(timeline);
  const away = `${seconds(first.at - zero)} to ${seconds(last.at - zero)}`;
  // Only what it had to know can it have forgotten.
  const hadConsumer = timeline.milestones['consumer-attached'].state === 'reached' || consumerGone(timeline.evidence);
  return {
    confidence: hadConsumer && !knowsOlderJob(timeline, last.at) ? 'likely' : 'possible',
    headline: `Focus Server was restarted while job ${jobOf(timeline)} lived, and forgot it`,
    summary: `Focus Server was away from ${away} while job ${jobOf(timeline)} lived (${first.fact.status ?? first.fact.detail}), and did not know it afterwards: it was restarted, and forgets every older job`,
    hits: 'older-jobs',
    remedy: 'Ask the owners of all jobs older than the restart to configure them again: Focus Server forgot them',
    because: [first, last, ...ends(after), ...(control ? [control] : [])],
    refuter: 'The backend pod running since before the job, with no restart, would show it wrong',
    commands: [
      kubectl(timeline, `get pods -l ${backendSelector(timeline)} -o wide`),
      kubectl(timeline, `logs -l ${backendSelector(timeline)} --previous --tail=100`),
    ],
    open: ['Whether the backend pod was restarted was not seen'],
  };
}

/** Neither the backend's pods nor a moment without answers were seen: nothing excludes it. */
function unseen(timeline: Timeline): Found | undefined {
  const control = controlJob(timeline);
  if (wasSeen(timeline.evidence, 'pod-state') || control?.fact.metadata === 'ready') return undefined;
  const unknown = absences(timeline);
  if (unknown.length === 0) return undefined;
  return {
    confidence: 'possible',
    headline: `Focus Server may have been restarted while job ${jobOf(timeline)} lived`,
    summary: `Whether Focus Server was restarted while job ${jobOf(timeline)} lived was not seen: it forgets every older job`,
    remedy: 'Run again: Focus Server forgets every job from before a restart',
    because: unknown,
    refuter: 'The backend pod running since before the job, with no restart, would show it wrong',
    commands: [kubectl(timeline, `get pods -l ${backendSelector(timeline)} -o wide`)],
  };
}

interface Restart {
  readonly before?: Observation<PodState>;
  readonly after: Observation<PodState>;
  /** What it did: `crashed`. */
  readonly word: string;
  readonly how: string;
}

/** A count that went up under the bot's eyes, or a start after zero: a count alone may be days old. */
function restartOf(timeline: Timeline): Restart | undefined {
  const states = all(timeline, 'pod-state').filter(({ fact }) => fact.role === 'backend' && !fact.deleted);
  const firstOf = new Map<string, Observation<PodState>>();
  for (const after of states) {
    const before = firstOf.get(after.fact.uid);
    if (!before) firstOf.set(after.fact.uid, after);
    else if (restarts(after) > restarts(before))
      return {
        before,
        after,
        word: wordOf(after),
        how: `went from ${restarts(before)} to ${restarts(after)} restarts`,
      };
  }
  return startedAfterZero(timeline, states) ?? replaced(timeline, states);
}

/** A rollout: the pod that took the job was deleted, and a newer one stands in its place. */
function replaced(timeline: Timeline, states: readonly Observation<PodState>[]): Restart | undefined {
  const before = all(timeline, 'pod-state').find(({ fact }) => fact.role === 'backend' && fact.deleted);
  const after = before && states.find(({ fact }) => fact.createdStamp > before.fact.createdStamp);
  return (
    before &&
    after && {
      before,
      after,
      word: 'was rolled out',
      how: `is new and took the place of the pod before, ${before.fact.name}`,
    }
  );
}

function startedAfterZero(timeline: Timeline, states: readonly Observation<PodState>[]): Restart | undefined {
  const read = clusterClock(timeline.evidence);
  for (const after of states)
    for (const { startedStamp } of after.fact.containers) {
      const at = startedStamp === undefined ? undefined : read(startedStamp, 1_000);
      if (at && at.earliest > 0)
        return { after, word: wordOf(after), how: `started ${seconds(at.earliest)} after the job` };
    }
  return undefined;
}

/** By the last end of its container; 143 is the end that Kubernetes asks for, 137 comes from outside. */
function wordOf({ fact }: Observation<PodState>): string {
  const { reason, exitCode = 0 } = fact.containers.find(({ exitCode }) => exitCode !== undefined) ?? {};
  if (reason === 'OOMKilled') return 'ran out of memory';
  if (exitCode === 137) return 'was killed';
  return exitCode === 0 || exitCode === 143 ? 'was restarted' : `crashed (exit code ${exitCode})`;
}

function restarts({ fact }: Observation<PodState>): number {
  return fact.containers.reduce((sum, container) => sum + container.restarts, 0);
}
