import { z } from 'zod';

/** A value as it would be typed after `name=`: one word. */
const expected = 'a number, or a text without spaces and = is expected';
const word = z.union([z.string().regex(/^[^\s=]{1,60}$/u, expected), z.number()], expected).transform(String);

const text = (most: number) => {
  const wanted = `a text of 1 to ${most} characters is expected`;
  return z.string(wanted).min(1, wanted).max(most, wanted);
};

const place = {
  slack_message: z
    .string('the https link of a Slack message is expected')
    .max(300, 'a link of at most 300 characters is expected')
    .regex(/^https:\/\//, 'the https link of a Slack message is expected')
    .exactOptional()
    .meta({ description: 'The link of a message in Slack, in whose thread it is told too.' }),
  channel: z
    .string('a Slack channel id such as C0123456789 is expected')
    .regex(/^[CG][A-Z0-9]{2,20}$/, 'a Slack channel id such as C0123456789 is expected')
    .exactOptional()
    .meta({ description: 'The Slack channel where it is told too.' }),
};

const described = (description: string) => word.exactOptional().meta({ description });

/** The arguments of `/focus timing`, each a field. */
export const askedTiming = z
  .strictObject({
    environment: text(60),
    view: described('multichannel, singlechannel or waterfall'),
    channels: described('1-50; 7 is channel 7 alone'),
    nfft: described('A power of two, 128 to 65536.'),
    frequency: described('0-500, in Hz'),
    duration: described('Seconds on the time axis.'),
    height: described('Pixels.'),
    from: described('The start of a recording: 2025-11-13T15:34, or epoch seconds; live without it.'),
    to: described('Its end.'),
    timeout: described('How long to wait for the consumer: 5s to 120s.'),
    ...place,
  })
  .meta({ id: 'Timing', description: 'Starts one job, and watches it.' });

/** As `/focus job`. */
export const askedJob = z
  .strictObject({
    job_id: text(120).meta({ description: '19-7, or the name of a pod, Job or queue of it.' }),
    environment: text(60).exactOptional(),
    ...place,
  })
  .meta({ id: 'Job', description: 'Looks into a job that is there already; nothing is started.' });

/** Stored: it runs, or waits for its turn. */
export const underWay = z
  .strictObject({
    id: z.string(),
    environment: z.string(),
    state: z.enum(['waiting', 'running']),
    position: z.int().exactOptional().meta({ description: 'Of one that waits: 1 is next.' }),
    job_id: z.string().exactOptional().meta({ description: 'The job, as soon as it is known.' }),
    link: z.url().nullable().meta({ description: 'Its message in Slack; null where there is none.' }),
    report_url: z.url().meta({ description: 'Where its report will be.' }),
  })
  .meta({ id: 'UnderWay', description: 'It has no report yet.' });

export const logs = z
  .strictObject({ files: z.array(z.strictObject({ name: z.string(), text: z.string() })) })
  .meta({ id: 'Logs', description: 'What was logged, a file a container.' });

const labels = z.record(z.string(), z.string());

/** Alertmanager's webhook, version 4; what else is in it is not looked at. */
export const alerts = z
  .object({
    version: z.literal('4', '"4" is expected'),
    groupKey: z.string().min(1),
    alerts: z.array(z.object({ status: z.enum(['firing', 'resolved']), labels, startsAt: z.string() })),
  })
  .meta({ id: 'Alerts', description: 'What Alertmanager sends to a webhook.' });

export const startedByAlerts = z
  .strictObject({
    started: z.array(z.strictObject({ environment: z.string(), id: z.string(), report_url: z.url() })),
    refused: z.array(z.strictObject({ environment: z.string(), why: z.string() })),
    ignored: z.int().meta({ description: 'Alerts that fire and name no environment.' }),
  })
  .meta({ id: 'StartedByAlerts' });
