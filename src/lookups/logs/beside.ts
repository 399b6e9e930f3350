import type { JobSeen, JobSeenSoon, Looked } from '#probes/jobs/look-at-job.ts';
import type { NotSeen } from '../not-seen.ts';

/** What is looked at once beside the logs: they are the answer, and are not held up by it. */
export const BESIDE_MS = 1_500;

export async function allOf({ metadata, queues, records }: JobSeenSoon): Promise<JobSeen> {
  return { metadata: await metadata, queues: await queues, records: await records };
}

export function seenIn<T>(look: Looked<T>): T | undefined {
  return look.kind === 'seen' ? look.value : undefined;
}

/** What of a job is not known without it, and what to check. */
const WORDS: Readonly<Record<keyof JobSeen, readonly [what: string, part: string, setting: string]>> = {
  metadata: ['metadata', 'Focus Server', 'focusServer'],
  queues: ['its queue', 'RabbitMQ', 'rabbitmq'],
  records: ['its documents in MongoDB', 'MongoDB', 'mongodb'],
};

export function notSeenBeside(seen: Partial<JobSeen>, environment: string): readonly NotSeen[] {
  return (Object.keys(WORDS) as (keyof JobSeen)[]).flatMap((part) => {
    const look = seen[part];
    return look?.kind === 'not-seen' ? [notSeen(part, look, environment)] : [];
  });
}

function notSeen(
  part: keyof JobSeen,
  { reason, detail, mend }: Extract<Looked<unknown>, { kind: 'not-seen' }>,
  environment: string,
): NotSeen {
  const [what, name, setting] = WORDS[part];
  if (reason !== 'not-configured' || !detail.startsWith(`${name} is not configured`))
    return {
      what,
      why: detail,
      remedy: mend ?? `Check that ${name} runs, and ${setting} of ${environment} in focus.yml`,
    };
  const remedy = `Add ${setting} to ${environment} in focus.yml, as in focus.example.yml`;
  return { what, why: `${name} is not configured for ${environment}`, remedy };
}
