import type { Evidence } from '#investigation/evidence.ts';

/** The same run where a job is there with its stream. */
export function byStream(seen: Evidence): Evidence {
  return by('stream', seen);
}

/** The same run where a job is there with its consumer at RabbitMQ. */
export function byQueue(seen: Evidence): Evidence {
  return by('queue', seen);
}

function by(ready: 'queue' | 'stream', { subject, ...seen }: Evidence): Evidence {
  const job = { id: '19-7', stream: { host: '10.0.0.7', port: 12_319 } };
  const limits = ready === 'stream' ? { ...subject.limits, consumerGoodMs: 15_000 } : subject.limits;
  return { ...seen, subject: { ...subject, ready, job, limits } };
}
