import { z } from 'zod';
import { isJobId } from '#investigation/job-id.ts';

/** What the button *Logs* of a job carries. */
export interface JobLogs {
  readonly environment: string;
  readonly jobId: string;
}

/** Slack's limit for a button's value. */
const LONGEST = 2000;

/** The button's value, or undefined when it would be too long for Slack. */
export function writeJobLogs({ environment, jobId }: JobLogs): string | undefined {
  const value = JSON.stringify({ environment, jobId });
  return value.length <= LONGEST ? value : undefined;
}

const jobLogs = z.object({ environment: z.string().min(1).max(200), jobId: z.string().refine(isJobId) });

/** A value that came back from Slack, checked as if it had been typed; undefined when it cannot be meant. */
export function readJobLogs(value: string): JobLogs | undefined {
  return jobLogs.safeParse(parseJson(value.slice(0, LONGEST))).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
