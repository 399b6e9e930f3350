import { seconds } from '../say.ts';
import { all, consumerMissing, jobOf, unknownAnswers } from './looks.ts';
import type { Rule } from './rule.ts';

/** Configure gave an id, and no Kubernetes Job followed. */
export const kubernetesJobNotCreated: Rule = {
  id: 'kubernetes-job-not-created',
  needs: ['kubernetes-job-state', 'pod-state'],
  explains: ['queue-missing', 'consumer-never-created'],
  blames: 'stack',
  only: 'started',
  find(timeline) {
    const jobs = all(timeline, 'kubernetes-job-state').filter(({ fact }) => fact.name.startsWith('grpc-job-'));
    const pods = all(timeline, 'pod-state').filter(({ fact }) => fact.role !== 'backend');
    if (!consumerMissing(timeline) || jobs.length === 0 || jobs.some(({ fact }) => fact.exists) || pods.length > 0)
      return undefined;
    const applied = all(timeline, 'log-line').filter(
      ({ fact }) => fact.source === 'backend' && fact.namesJob && fact.text.includes('Applied YAML'),
    );
    return {
      summary: `Kubernetes never got a Job for ${jobOf(timeline)}: configure answered 200, and no grpc-job-${jobOf(timeline)} existed in ${seconds(timeline.endedMs)}`,
      remedy: `Read the backend log for ${jobOf(timeline)}: the line "Applied YAML" is missing after a failed apply; check the backend's rights to create Jobs and the namespace's quota`,
      because: [...jobs.slice(-1), ...unknownAnswers(timeline)],
      against: applied,
    };
  },
};
