import { jobsIn } from '#asking/jobs-in-text.ts';
import type { Shortcut } from '../commands/command.ts';
import { lookUpAnswer } from '../commands/stored.ts';
import { type AskWhichJobTools, whichJobView } from '../views/which-job.ts';

/** The shortcut's `callback_id`. */
export const LOOK_INTO_JOB = 'look-into-job';

/** Looks at the job that a message is about, answered in its thread; asks first where it may be one of several. */
export function lookIntoJob(tools: AskWhichJobTools): Shortcut {
  const { environments, mayLook, lookUp } = tools;
  return {
    id: LOOK_INTO_JOB,
    async run({ text, byline, user, channel, thread, triggerId, respond, openModal }) {
      const own = byline === undefined ? undefined : environments.find((name) => namesPlace(name, byline, text));
      const ofByline = jobsIn(byline ?? '');
      const jobs = ofByline.length > 0 ? ofByline : jobsIn(text);
      const [jobId] = jobs;
      if (jobId === undefined) return respond(NO_JOB);
      const places = await mayLook(own === undefined ? environments : [own]);
      const [environment, another] = places;
      if (jobs.length > 1 || environment === undefined || another !== undefined)
        return openModal(whichJobView(tools, { jobs, text, channel, thread, places }));
      const lookup = { kind: 'job', jobId } as const;
      const enqueued = await lookUp({ lookup, environment, requestedBy: user, channel, thread, triggerId });
      const answer = lookUpAnswer(enqueued, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

/** In the bot's own messages the environment stands before the headline, or in the small print. */
function namesPlace(environment: string, byline: string, text: string): boolean {
  return byline.split(' · ').includes(environment) || /^:\w+: ([^:]+): /.exec(text)?.[1] === environment;
}

const NO_JOB = {
  text: 'No id of a job was found in this message: it is two numbers joined by a dash, such as 19-7. `/focus jobs` shows which jobs are alive.',
};
