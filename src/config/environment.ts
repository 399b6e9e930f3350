import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { findMistakes } from '#asking/limits.ts';
import { commandWords } from '#asking/words.ts';
import { type Readiness, readinesses, usualRequest } from '#investigation/subject.ts';
import { readHostKey } from '#lib/host-key.ts';
import { ENCODED, isLoginCut } from '#lib/url-login.ts';
import { access } from './access.ts';
import { duration, optionalDuration } from './duration.ts';

const url = (...schemes: readonly string[]) =>
  z.string().refine((text) => isUrl(text) && schemes.some((scheme) => text.startsWith(`${scheme}://`)), {
    error: ({ input }) => {
      const begun = schemes.map((scheme) => `${scheme}://`);
      if (begun.some((each) => String(input).startsWith(each)) && isLoginCut(String(input)))
        return `one @ is expected: ${ENCODED}; as \${NAME} it is written as it is in .env`;
      if (/\s/.test(String(input))) return 'a URL without blanks is expected';
      return begun.some((each) => String(input).startsWith(each))
        ? 'a URL is expected: its host or port cannot be read; IPv6 stands in [ ], a port is at most 65535'
        : `a URL that begins with ${begun.join(' or ')} is expected`;
    },
  });

function isUrl(text: string): boolean {
  return URL.canParse(firstHost(text)) && !/\s/.test(text) && !isLoginCut(text);
}

/** MongoDB's URLs name several hosts, with commas between them. */
function firstHost(text: string): string {
  return text.replace(/^(mongodb:[^,/?#]*\/\/(?:[^@/?#]*@)?[^,@/?#]*),[^/?#]*/, '$1');
}

/** Something is asked below it, so nothing can stand after its path. */
const baseUrl = url('http', 'https').refine((text) => !isUrl(text) || /^[^?#]*$/.test(text), {
  message: 'a URL without ? and # is expected: more of its path comes after it',
});

const withoutEnd = (...ends: readonly string[]) => {
  const end = new RegExp(`/(${ends.join('|')})/?$`);
  return baseUrl.refine((text) => !end.test(text), {
    error: ({ input }) => `a URL without /${end.exec(String(input))?.[1]} at its end is expected: the bot adds it`,
  });
};

/** A path of it would be a second name of the vhost. */
const amqpUrl = url('amqp', 'amqps').refine((text) => !isUrl(text) || /^\/?$/.test(new URL(text).pathname), {
  message: 'a URL without a path is expected: write the vhost as vhost:',
});

/** Where the parts of a stack are. */
export const addresses = {
  focusServer: withoutEnd('configure', 'metadata', 'ack'),
  amqp: amqpUrl,
  management: withoutEnd('api'),
  mongodb: url('mongodb', 'mongodb+srv'),
};

const span = z.strictObject({ min: z.number().int(), max: z.number().int() });

/** Where no other is typed, `/focus timing` asks for this; the same ranges hold. */
export const requestDefaults = z
  .strictObject({
    view: z.enum(['multichannel', 'singlechannel', 'waterfall']).exactOptional(),
    channels: span.exactOptional(),
    nfft: z.number().int().exactOptional(),
    frequency: span.exactOptional(),
    duration: z.number().positive().exactOptional(),
    height: z.number().int().positive().exactOptional(),
  })
  .superRefine((written, context) => {
    // What is not written may be typed; a live view, so no rule looks at the time.
    for (const { argument, message } of findMistakes({ ...usualRequest, ...written }, 0))
      if (argument in written) context.addIssue({ code: 'custom', path: [argument], message });
  });

const LONGEST_PART = 255;
const FILE = 'the path of a file is expected, not what is in it';
/** Read later; what cannot be one is refused before it is looked for, and told, anywhere. */
const file = z.string(FILE).refine((text) => isFileName(text), FILE);

function isFileName(text: string): boolean {
  const longest = Math.max(...text.split(/[/\\]/).map(({ length }) => length));
  return !/[\p{Cc}]/u.test(text) && longest <= LONGEST_PART;
}

/** Of what stands behind TLS. */
const trust = {
  /** Path of a PEM file. */
  ca: file.exactOptional(),
  insecureSkipTlsVerify: z.boolean().default(false),
};

const focusServer = z
  .strictObject({
    url: addresses.focusServer,
    ...trust,
    /** Whether a stream may be looked for on the bot's own machine and link, and at ports below 1024. */
    streamAnywhere: z.boolean().default(false),
    defaults: requestDefaults.default({}),
  })
  .refine(({ url, ca }) => ca === undefined || !url.startsWith('http://'), {
    path: ['ca'],
    message: 'nothing is expected beside http://, which has no certificate',
  });

const NAME = '[A-Za-z0-9]([\\w.-]{0,61}[A-Za-z0-9])?';
const KEY = `([a-z0-9.-]+/)?${NAME}`;
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
const REQUIREMENT = `\\s*((!\\s*)?${KEY}|${KEY}\\s*(=|==|!=)(\\s*${NAME})?|${KEY}\\s+(in|notin)\\s*\\([\\w.,\\s-]*\\))\\s*`;
const SELECTOR = new RegExp(`^${REQUIREMENT}(,${REQUIREMENT})*$`);

const kubernetes = z
  .strictObject({
    /** Path of a kubeconfig; without it the usual places. */
    kubeconfig: file.exactOptional(),
    context: z.string().exactOptional(),
    inCluster: z.boolean().default(false),
    namespace: z
      .string()
      .regex(
        /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        'the name of a namespace is expected: lower case letters, digits and dashes',
      )
      .default('panda'),
    backendSelector: z
      .string()
      .refine((text) => SELECTOR.test(text), 'labels such as app=focus-server are expected')
      .default('app.kubernetes.io/name=panda-panda-focus-server'),
  })
  .refine(({ inCluster, kubeconfig, context }) => !inCluster || (kubeconfig === undefined && context === undefined), {
    path: ['inCluster'],
    message: 'false is expected beside kubeconfig or context: a pod has a service account in their place',
  });

const rabbitmq = z
  .strictObject({
    amqpUrl: addresses.amqp.exactOptional(),
    managementUrl: addresses.management.exactOptional(),
    vhost: z.string().default('/'),
    ...trust,
  })
  .refine(({ amqpUrl, managementUrl }) => amqpUrl !== undefined || managementUrl !== undefined, {
    message: 'amqpUrl, managementUrl or both are expected',
  });

const mongodb = z.strictObject({
  url: addresses.mongodb,
  database: z.string().refine((text) => !text.includes('://'), 'the name of a database is expected, not a URL'),
  jobsCollection: z.string().default('jobs'),
  consumersCollection: z.string().default('consumers'),
  ...trust,
});

/** What is good: thresholds people use for the consumer; measured of streams, of which 19 in 20 accept within 15 s. */
const GOOD_MS: Readonly<Record<Readiness, number>> = { metadata: 5_000, queue: 5_000, stream: 15_000 };

/** Thresholds people use for the consumer: warn 20 s, fail 30 s; p99 of configure: 1 s. */
const limits = z
  .strictObject({
    /** Of what counts as there, as the next two: 5s, and 15s for a stream. */
    consumerGood: optionalDuration,
    consumerWarn: duration('20s'),
    consumerFail: duration('30s'),
    configure: duration('1s'),
  })
  .refine(
    ({ consumerGood = 0, consumerWarn, consumerFail }) => consumerGood <= consumerWarn && consumerWarn <= consumerFail,
    {
      message: 'consumerGood ≤ consumerWarn ≤ consumerFail is expected',
    },
  )
  .transform((of) => ({
    ...(of.consumerGood !== undefined && { consumerGoodMs: of.consumerGood }),
    consumerWarnMs: of.consumerWarn,
    consumerFailMs: of.consumerFail,
    configureMs: of.configure,
  }));

/** Of a host in front of the cluster: everything of the environment is reached from there. */
const ssh = z
  .strictObject({
    host: z.string().refine((text) => /^[\w.-]+$/.test(text) || isIPv6(text), {
      message: 'a bare host name or address is expected; the rest belongs in user and port',
    }),
    port: z.number().int().min(1).max(65_535).default(22),
    user: z.string().min(1),
    /** Path of a private key. */
    key: file.exactOptional(),
    passphrase: z.string().exactOptional(),
    /** Path of an agent's socket. */
    agent: z.string().exactOptional(),
    hostKey: z.string().refine((text) => readHostKey(text) !== undefined, {
      message:
        'a key as known_hosts has it, ssh-ed25519 AAAA…, or its SHA256:… is expected: ssh-keyscan, and ssh-keygen -lf, say it',
    }),
  })
  .refine(({ key, agent }) => (key === undefined) !== (agent === undefined), {
    path: ['key'],
    message: 'either key or agent is expected',
  });

const most = z.number().int().min(1).max(1_000);

/** How much there may be at a time, so that nobody holds up the others. */
const shares = z.strictObject({
  /** Investigations of one person that wait. */
  waitingAPerson: most.default(3),
  /** Quick looks of one person that are not answered yet, and as many looks at jobs. */
  lookingAPerson: most.default(5),
  /** Logs that one person follows. */
  followingAPerson: most.default(2),
  /** Investigations that wait. */
  longestLine: most.default(30),
});

/** Of an environment, a check or a way out. */
export const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower case letters, digits and dashes are expected');

/** It is typed beside the words of /focus. */
export const environmentName = name.refine(
  (text) => !commandWords.includes(text),
  'another name is expected: this is a word of /focus',
);

/** One deployment of the Focus stack. What is not configured becomes a gap in the report. */
export const environment = z
  .strictObject({
    focusServer,
    kubernetes: kubernetes.exactOptional(),
    rabbitmq: rabbitmq.exactOptional(),
    mongodb: mongodb.exactOptional(),
    ssh: ssh.exactOptional(),
    /** What counts as there: metadata that answers, its consumer at RabbitMQ, or its stream's port. */
    ready: z.enum(readinesses).default('metadata'),
    limits: limits.prefault({}),
    /** How many investigations may run at once; the others wait. */
    concurrency: z.number().int().min(1).max(50).default(1),
    shares: shares.prefault({}),
    /** How many jobs it can hold, everybody's counted; scheduled checks yield when it is nearly full. */
    capacity: z.number().int().min(1).exactOptional(),
    /** Whether the logs and events of every job are kept while it lives, also of jobs that nobody investigates. */
    capture: z.boolean().default(false),
    /** Whether every job that somebody else starts is looked into, without a message: timed, judged and remembered. */
    watch: z.boolean().default(false),
    access: access.default({}),
  })
  .refine(({ capture, kubernetes }) => !capture || kubernetes !== undefined, {
    path: ['capture'],
    message: 'false is expected where kubernetes is not configured: there is nothing to read logs from',
  })
  .refine(({ watch, kubernetes }) => !watch || kubernetes !== undefined, {
    path: ['watch'],
    message: 'false is expected where kubernetes is not configured: nobody sees a job being made',
  })
  .refine(({ ready, rabbitmq }) => ready !== 'queue' || rabbitmq !== undefined, {
    path: ['ready'],
    message: 'metadata or stream is expected where rabbitmq is not configured: nobody sees the consumer',
  })
  .transform(({ limits, ...rest }) => {
    const { consumerGoodMs = Math.min(GOOD_MS[rest.ready], limits.consumerWarnMs) } = limits;
    return { ...rest, limits: { ...limits, consumerGoodMs } };
  });

export type EnvironmentSettings = z.output<typeof environment>;
export type Environment = Omit<EnvironmentSettings, 'ssh'> & {
  readonly name: string;
  /** With the text of the key, and the file that it is in. */
  readonly ssh?: NonNullable<EnvironmentSettings['ssh']> & { readonly keyFile?: string };
};
