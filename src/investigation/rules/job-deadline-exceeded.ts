import type { Rule } from '../finding.ts';
import { seconds } from '../say.ts';
import { namesOf, needsAnalyzer } from './analyzer-pod.ts';
import { kubectl } from './commands.ts';
import { eventsOfJob, eventWords, since } from './kubernetes-says.ts';
import { absences, all, jobOf } from './read-timeline.ts';

/** The Job was given too little time by its own template, and Kubernetes ended it. */
export const jobDeadlineExceeded: Rule = {
  id: 'job-deadline-exceeded',
  means: 'the Job ran into its own deadline',
  needs: ['pod-state'],
  explains: [...needsAnalyzer, 'pod-crashed', 'pod-not-ready', 'cleaned-up-early', 'pod-out-of-memory'],
  blames: 'stack',
  stage: { after: 'job-created' },
  seldom: true,
  endsPod: true,
  final: true,
  find(timeline) {
    const { zero, limits } = timeline.evidence.subject;
    const event = eventsOfJob(timeline, ['DeadlineExceeded'])[0];
    const names = namesOf(timeline);
    const job = all(timeline, 'kubernetes-job-state').find(
      ({ fact }) => fact.name === names?.grpcJob && fact.failure?.reason === 'DeadlineExceeded',
    );
    const pod = all(timeline, 'pod-state').find(
      ({ fact }) => fact.role === 'grpc' && fact.reason === 'DeadlineExceeded',
    );
    const proofs = [event, job, pod].flatMap((it) => it ?? []);
    const atMs = Math.min(...proofs.map(({ at }) => at - zero));
    if (proofs.length === 0 || !names || atMs > limits.consumerFailMs) return undefined;
    const failure = job?.fact.failure;
    const words = event
      ? eventWords(event)
      : `DeadlineExceeded: ${failure?.message ?? pod?.fact.message ?? 'no message given'}`;
    return {
      confidence: 'certain',
      headline: `Kubernetes ended job ${jobOf(timeline)}: its Job ran into its own deadline`,
      summary: `Kubernetes ended Job ${names.grpcJob} at ${seconds(atMs)}, its pod ${since(timeline)}: ${words}`,
      hits: 'new-jobs',
      remedy:
        'Raise activeDeadlineSeconds in the template of the grpc Job, then run again: it is shorter than a consumer needs',
      because: [...proofs, ...absences(timeline).slice(-1)],
      refuter: `Job ${names.grpcJob} active at the limit would show it wrong`,
      commands: [
        kubectl(timeline, `describe job ${names.grpcJob}`),
        kubectl(timeline, `get job ${names.grpcJob} -o jsonpath='{.spec.activeDeadlineSeconds}'`),
      ],
    };
  },
};
