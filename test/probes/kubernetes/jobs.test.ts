import { describe, expect, it } from 'vitest';
import { kubernetesJobStateOf } from '#probes/kubernetes/jobs.ts';
import { jobSchema } from '#probes/kubernetes/objects.ts';

const stateOf = (status: object) =>
  kubernetesJobStateOf(jobSchema.parse({ metadata: { name: 'grpc-job-19-7' }, status }), false);

describe('the state of a Job', () => {
  it('says why it failed', () => {
    const message = 'Job was active longer than specified deadline';
    const failed = { type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message };
    expect(stateOf({ failed: 1, conditions: [failed] })).toEqual({
      kind: 'kubernetes-job-state',
      name: 'grpc-job-19-7',
      exists: true,
      deleted: false,
      active: 0,
      succeeded: 0,
      failed: 1,
      failure: { reason: 'DeadlineExceeded', message },
    });
  });

  it('has no failure while it goes on, or when it is complete', () => {
    expect(stateOf({ active: 1 })).not.toHaveProperty('failure');
    const conditions = [
      { type: 'Failed', status: 'False', reason: 'x' },
      { type: 'Complete', status: 'True' },
    ];
    expect(stateOf({ succeeded: 1, conditions })).not.toHaveProperty('failure');
  });
});
