import { describe, expect, it } from 'vitest';
import { metadataAnswer } from '#probes/focus-server/classify.ts';
import type { Answered } from '#probes/focus-server/client.ts';

const answered = (status: number, text: string, body: Answered['body'] = 'whole'): Answered => ({
  kind: 'answered',
  sentAt: 1,
  answeredAt: 2,
  status,
  text,
  body,
});
const UNKNOWN = '{"error":"Invalid job_id"}';

describe('an answer of GET /metadata', () => {
  it.each([
    [200, '{"job_id":"19-7"}', 'ready'],
    [201, '{"status":""}', 'ready'],
    [200, '', 'ready'],
    [404, UNKNOWN, 'id-unknown'],
    [200, UNKNOWN, 'id-unknown'],
    [404, '{"detail":"Not Found"}', 'route-absent'],
    [500, 'Internal Server Error', 'server-error'],
    [503, '<html></html>', 'server-error'],
    [504, UNKNOWN, 'server-error'],
    [404, 'default backend - 404', 'unexpected'],
    [400, UNKNOWN, 'unexpected'],
    [401, '{"detail":"Not authenticated"}', 'unexpected'],
    [302, '', 'unexpected'],
    [204, '', 'unexpected'],
    [200, '{"error":"database is locked"}', 'unexpected'],
    [200, '  <!doctype html><title>Sign in</title>', 'unexpected'],
  ])('%i %s is %s', (status, text, answer) => {
    expect(metadataAnswer(answered(status, text))).toMatchObject({ answer, status });
  });

  it('is ready when its body is too long to be read to the end', () => {
    expect(metadataAnswer(answered(200, '{"job_id":"19-7","frequencies_list":[1,2', 'cut')).answer).toBe('ready');
  });

  it('is an error of the network when the connection broke in the middle of its body', () => {
    expect(metadataAnswer(answered(200, '{"err', 'broken')).answer).toBe('network-error');
  });

  it('tells its body in one short line', () => {
    const { detail } = metadataAnswer(answered(500, `Internal\n  Server ${'Error '.repeat(100)}`));
    expect(detail).toMatch(/^Internal Server Error Error/);
    expect(detail).toHaveLength(200);
  });
});
