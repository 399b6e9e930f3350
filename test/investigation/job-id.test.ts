import { describe, expect, it } from 'vitest';
import { isJobId, jobNames } from '#investigation/job-id.ts';

describe('a job id', () => {
  it.each(['1-1', '19-7', '1-163', '120-4711'])('is a slot and a counter: %s', (id) => {
    expect(isJobId(id)).toBe(true);
  });

  it.each([
    '',
    '19',
    '19-',
    '-7',
    '19-7-1',
    '19-7/../../ack',
    '19-7\n',
    ' 19-7',
    'a-b',
    '１９-７',
    '19-7,app=x',
    '1234567-1',
  ])('is nothing that could leave a URL or a selector: %j', (text) => {
    expect(isJobId(text)).toBe(false);
    expect(() => jobNames(text)).toThrow('is not a job id');
  });

  it('names the parts of its job', () => {
    const { grpcJob, cleanupJob, service } = jobNames('19-7');
    expect({ grpcJob, cleanupJob, service }).toEqual({
      grpcJob: 'grpc-job-19-7',
      cleanupJob: 'cleanup-job-19-7',
      service: 'grpc-service-19-7',
    });
  });
});

describe('the pods of a job', () => {
  const { roleOfPod } = jobNames('1-16');

  it.each([
    ['grpc-job-1-16-8rlgb', 'grpc'],
    ['cleanup-job-1-16-2tj8z', 'cleanup'],
    ['grpc-job-1-163-8rlgb', undefined],
    ['grpc-job-11-16-8rlgb', undefined],
    ['grpc-job-1-1-8rlgb', undefined],
    ['grpc-job-1-16', undefined],
    ['grpc-job-1-16-8rlgb-more', undefined],
    ['my-grpc-job-1-16-8rlgb', undefined],
    ['panda-panda-focus-server-1', undefined],
  ])('%s is %s', (name, role) => {
    expect(roleOfPod(name)).toBe(role);
  });
});

describe('the queue of a job', () => {
  it('is grpc-job-<id> as documented, or with a unix time as captured', () => {
    expect(jobNames('1-16').isQueue('grpc-job-1-16')).toBe(true);
    expect(jobNames('1-16').isQueue('grpc-job-1-16-1763048055.12')).toBe(true);
  });

  it("is no other job's, however alike the ids", () => {
    expect(jobNames('1-1').isQueue('grpc-job-1-16-1763048055.12')).toBe(false);
    expect(jobNames('1-16').isQueue('grpc-job-1-163-1763048055.12')).toBe(false);
    expect(jobNames('1-16').isQueue('grpc-job-11-16-1763048055.12')).toBe(false);
    expect(jobNames('1-16').isQueue('cleanup-job-1-16')).toBe(false);
  });
});

describe('what is named after the parts of a job', () => {
  it.each([
    ['grpc-job-1-16', true],
    ['grpc-service-1-16', true],
    ['cleanup-job-1-16-2tj8z', true],
    ['grpc-job-1-16-scratch', true],
    ['grpc-job-1-163', false],
    ['grpc-job-1-163-scratch', false],
    ['my-grpc-job-1-16', false],
  ])('%s: %s', (name, isPart) => {
    expect(jobNames('1-16').isPart(name)).toBe(isPart);
  });
});

describe('a mention of a job in a text', () => {
  it.each([
    'pod grpc-job-19-7-8rlgb was created',
    'Applied YAML from /tmp/jobs/job-19-7.yml',
    '{"job_id":"19-7","status":""}',
    'python -m baby_analyzer --job-id 19-7 --queue-name grpc-job-19-7-1763048056.123',
    '--queue-name grpc-job-19-7-1763048056.123',
    'GET /metadata/19-7 404',
    '2025-11-13T15:34:15+0000 INFO pz.focus_server job 19-7.',
    "Invalid job_id '19-7'",
    'job_19-7 done',
    'Service "grpc-service-19-7" is invalid',
    'python -m baby_analyzer --queue-name focus_baby.19-7',
    'queue focus_baby.19-7.',
    '19-7',
  ])('is found: %s', (text) => {
    expect(jobNames('19-7').mentionedIn(text)).toBe(true);
  });

  it.each([
    ['1-3', '2025-01-03T10:00:00 started'],
    ['1-3', '2025-1-3 started'],
    ['1-3', '3-1-3'],
    ['1-3', '1-3-2025'],
    ['1-3', '1-3-25 10:00'],
    ['1-3', 'it takes 1-3.5 s'],
    ['1-16', 'grpc-job-1-163-8rlgb'],
    ['1-16', 'grpc-job-1-163-1763048056.1'],
    ['1-16', 'grpc-job-11-16-8rlgb'],
    ['1-16', 'version 0.1-16'],
    ['1-16', '--queue-name focus_baby.1-163'],
    ['1-16', '--queue-name focus_baby.11-16'],
    ['1-16', 'takes .1-16 s'],
    ['2025-11', 'focus.log.2025-11-13'],
    ['1-1', 'grpc-job-1-16-8rlgb'],
    ['4-9108', 'controller-uid=dcfa46a4-9108-4e2d-b6f7-fde9d2edd702'],
    ['9108-4', 'controller-uid=dcfa46aa-9108-4e2d-b6f7-fde9d2edd702'],
    ['1-16', 'worker1-16'],
    ['1-3', ''],
  ])('%s is not in: %s', (id, text) => {
    expect(jobNames(id).mentionedIn(text)).toBe(false);
  });
});
