/** `"{slot}-{counter}"`, such as `19-7`: checked before an id touches a URL, a selector or a name. */
const JOB_ID = /^\d{1,6}-\d{1,9}$/;

export function isJobId(text: string): boolean {
  return JOB_ID.test(text);
}

/** The names of a job's parts in the stack. All matching is exact: `1-16` never matches `1-163`. */
export interface JobNames {
  readonly grpcJob: string;
  readonly cleanupJob: string;
  readonly service: string;
  /** Whose pod a pod's name makes it: the Job's name and Kubernetes' five random characters. */
  roleOfPod(name: string): 'grpc' | 'cleanup' | undefined;
  isQueue(name: string): boolean;
  /** A Kubernetes object's name: one of the three, or one that goes on after a dash, as those of pods and volume claims. */
  isPart(name: string): boolean;
  /** The text names the job's id as a token of its own, not as part of a longer number, date or id. */
  mentionedIn(text: string): boolean;
}

export function jobNames(id: string): JobNames {
  if (!isJobId(id)) throw new Error(`"${id}" is not a job id; a job id is two numbers joined by a dash, such as 19-7`);
  const grpcJob = `grpc-job-${id}`;
  const cleanupJob = `cleanup-job-${id}`;
  const service = `grpc-service-${id}`;
  const isNamedAfter = (part: string, name: string) => name === part || name.startsWith(`${part}-`);
  const pod = new RegExp(`^(grpc|cleanup)-job-${id}-[a-z0-9]{5}$`);
  // A word and a dash or dot may stand before (grpc-job-19-7, focus_baby.19-2), a random suffix or a unix time after
  // (19-7-8rlgb); a date, a decimal and a part of a uuid are no mention.
  const mention = new RegExp(
    `(?<![A-Za-z\\d])(?<!(?<![A-Za-z_])\\.)(?<!\\d-)${id}(?![A-Za-z\\d]|\\.\\d)(?!-\\d{1,4}(?![a-z\\d]))`,
  );
  return {
    grpcJob,
    cleanupJob,
    service,
    roleOfPod: (name) => pod.exec(name)?.[1] as 'grpc' | 'cleanup' | undefined,
    isQueue: (name) => isNamedAfter(grpcJob, name),
    isPart: (name) => [grpcJob, cleanupJob, service].some((part) => isNamedAfter(part, name)),
    mentionedIn: (text) => mention.test(text),
  };
}

const OF_A_JOB = /^(?:grpc|cleanup)-(?:job|service)-(\d{1,6}-\d{1,9})(?![^-])/;

/** The job that a pod, a Kubernetes Job, a Service or a queue is of, by its name; undefined for what is no job's. */
export function jobIdIn(name: string): string | undefined {
  return OF_A_JOB.exec(name)?.[1];
}
