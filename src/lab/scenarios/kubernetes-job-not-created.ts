import type { Scenario } from '../scenario.ts';

export const kubernetesJobNotCreated: Scenario = {
  id: 'kubernetes-job-not-created',
  story: 'Configure answers 200, and no Kubernetes Job follows',
  faults: [
    { kind: 'never', stage: 'job' },
    {
      kind: 'log',
      from: 'backend',
      after: 'configured',
      lines: [
        'ERROR pz.focus_server Failed to apply YAML for job {job}: (403) Reason: Forbidden: exceeded quota: panda-jobs, requested: count/jobs.batch=1',
      ],
    },
  ],
  expected: {
    verdict: 'broken',
    cause: 'kubernetes-job-not-created',
    says: ['exceeded quota', 'panda-jobs', ['Kubernetes Job', 'grpc-job-', 'no Job', 'its Job']],
    never: ['crash', 'image', 'GPU'],
  },
};
