/** Every named moment, in the order in which a healthy job reaches them. */
export const milestoneIds = [
  'configured',
  'job-created',
  'pod-created',
  'pod-scheduled',
  'container-started',
  'pod-ready',
  'queue-created',
  'consumer-attached',
  'metadata-answers',
  'stream-open',
] as const;

/** consumer-ready: the one of them that counts as there. */
export type MilestoneId = (typeof milestoneIds)[number] | 'consumer-ready';
